"""The commands that the README and the build machine give exist."""

import os
import re
import tomllib

import pytest
import typer

from gateway import __main__ as main
from tests.house.tree import TREE
from tests.programs import done

README = TREE / "README.md"


@pytest.mark.parametrize("target", ["demo", "check", "test", "bench", "faults", "lock", "texts"])
def test_make_knows_the_target_and_says_what_it_does(target: str) -> None:
    said = done(["make"])

    assert f"make {target}\t" in said


def test_what_is_checked_includes_lint_strict_types_and_floors() -> None:
    makefile = (TREE / "Makefile").read_text()
    settings = tomllib.loads((TREE / "pyproject.toml").read_text())

    for target in ("check", "test"):
        assert re.search(rf"^{target}:.*\blint\b", makefile, re.M), target
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports"):
        assert re.search(rf"^lint:(.*\n)*?\t.*{tool}", makefile, re.M), tool
    assert settings["tool"]["mypy"]["strict"]


@pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")
def test_the_readme_gives_two_commands_that_exist() -> None:
    given = set(re.findall(r"^\s*\$?\s*make ([a-z]+)", README.read_text(encoding="utf-8"), re.M))
    known = set(re.findall(r"^([a-z]+):", (TREE / "Makefile").read_text(), re.M))

    assert {"demo", "test"} <= given
    assert given - known == set()


def test_the_readme_gives_commands_of_the_hub_that_exist() -> None:
    main._discover([])
    known = typer.main.get_group(main.app)
    given = re.findall(r"^(?:.*\| )?hub ([a-z-]+)(?: ([a-z-]+))?", README.read_text(encoding="utf-8"), re.M)

    assert len(given) > 10
    for group, command in given:
        inside = getattr(known.commands[group], "commands", {})
        assert not inside or command in inside, f"hub {group} {command}"


def test_the_build_machine_runs_all_tests_and_lets_none_skip() -> None:
    run = (TREE / ".ci" / "run").read_text()

    assert "export LIANQIAO_CI=1" in run
    assert "make test" in run
    assert all(os.access(TREE / ".ci" / name, os.X_OK) for name in ("run", "venv", "lock", "texts"))


def test_the_bench_is_told_where_to_write_its_figures() -> None:
    command = ["make", "--dry-run", "bench", "OUT=figures.json", "ARGS=--quick"]
    said = done(command)

    assert '-m bench --out "figures.json" --quick' in said
