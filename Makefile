# What can be done with the house; `make` alone prints it.
PYTHON := .venv/bin/python
HUB := .venv-hub/bin/python
UNIT := tests/house tests/core tests/adapters
WORKERS ?= 2

RUNS ?= 1
COLUMN ?= production

# Images for containers often forbid it; here every process that a test starts would compile the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test long check lint bench faults fuzz lock texts dev hub servers

help: ## print this
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST)

demo: hub ## tell the whole story on this machine (ARGS=--check: headless; ARGS=--production: on real servers)
	$(HUB) -m gateway demo $(ARGS)

test: dev lint servers ## prove everything: unit, contract, journey, fault and browser suites on real servers
	$(PYTHON) -m pytest -n $(WORKERS) -m "not long" $(ARGS)

long: dev servers ## the fault tests that take minutes each: every step, every rule taken back, full disks, set clocks
	$(PYTHON) -m pytest -m long $(ARGS)

check: dev lint ## what must be green before anyone looks: lint, types, import floors, unit suites (some minutes)
	$(PYTHON) -m pytest -n $(WORKERS) -q -m "not servers and not browser" $(wildcard $(UNIT)) $(ARGS)

lint: dev
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check --quiet
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

bench: dev servers ## print the figures as ratios against peers (OUT=file writes them as JSON too)
	$(PYTHON) -m bench $(if $(OUT),--out "$(OUT)") $(ARGS)

faults: dev servers ## kill, cut and fill a running hub, then audit it; a row a run in docs/faults.md (RUNS=n SEED=s COLUMN=embedded)
	$(PYTHON) -m tests.faults --runs $(RUNS) --column $(COLUMN) $(if $(SEED),--seed $(SEED)) $(ARGS)

fuzz: dev ## broken input at every parser and door (SECONDS=n each, TARGET=name, FILE=input once again)
	$(PYTHON) -m tests.fuzz --seconds $(or $(SECONDS),10) $(if $(TARGET),--target $(TARGET)) $(if $(FILE),--file $(FILE)) $(ARGS)

lock: dev ## compile the three requirement locks from their .in files
	.ci/lock

texts: dev ## bring the console's catalogues up to date in both languages; fails where a translation is missing
	$(PYTHON) .ci/texts

dev:
	@.ci/venv .venv requirements-dev.lock --editable

hub: ## install the hub alone into .venv-hub, as it runs
	@.ci/venv .venv-hub requirements-hub.lock

servers: dev
	@$(PYTHON) -m tests.servers.install
