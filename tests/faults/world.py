"""A whole hub as real processes, its agents, its partners' machines and the network between them."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.access import give_token
from core.hub.enrol import Invitation, invite, shard_of
from front_end_agent.enrol import Asked, enrol
from tests.faults.columns import PRODUCTION, Column, through
from tests.faults.manager import Manager
from tests.faults.network import Network
from tests.faults.partners import BANK, OTHER_SITE, SITE, WAREHOUSE, write_partners
from tests.faults.source_book import SourceBook
from tests.patience import until
from tests.programs import Program
from tests.servers.ports import free_port

AGENTS = {"wh-1": SITE, "wh-2": OTHER_SITE}
SHARDS = 2
_SOURCE = """[[source]]
kind = "folder"
name = "{name}"
site = "{site}"
path = "{path}"
finished = "rename"
every_s = 0.1
"""
MODULES = {"web": "gateway web", "worker": "gateway worker", "hub": "gateway run", "clock": "schedules"}


class World:
    """Processes by name: web, worker-1, worker-2 (or hub, where all is one), clock, and the agents."""

    def __init__(
        self, folder: Path, column: Column, *, seed: int = 0, partner_faults: float = 1.0, workers: int = 2,
        revert: str = "",
    ) -> None:  # fmt: skip
        """workers: how many there are in production; a single one keeps its name, and so its leases.

        revert: a rule that every process takes back (tests/faults/reverts.py).
        """
        self.whats = (f"revert={revert}",) if revert else ()
        self.folder, self.column, self.home = folder, column, folder / "home"
        self.partner, self.workers = folder / "partner", workers
        self.outside = self.partner / "outside"
        self.port, self.agent_port = free_port(), free_port()
        self.running: dict[str, Program] = {}
        self.book = SourceBook(folder / "sources.jsonl")
        self.manager = Manager(self.begin)
        self.clocks = {name: folder / f"clock-{name}" for name in ("hub", *AGENTS)}
        self._machines = self._start("partner", "tests.faults.partner", str(self.partner), str(seed),
                                     str(partner_faults))  # fmt: skip
        said = until(lambda: re.search(r"receives at (\d+)", self._machines.said), "the partner's machines")
        self.outside.mkdir(parents=True, exist_ok=True)
        write_partners(folder / "mappings", self.home, partner=self.partner, port=int(said[1]))
        links = {**column.links, "door": f"127.0.0.1:{self.agent_port}"}
        self.network = Network(folder / "proxy.log", links)
        self.tokens = self._prepare()
        for name in self.hub_processes:
            self.start(name)
        until(self.is_ready, "the hub to be ready")
        for name in AGENTS:
            self._enrol(name)
            self.start(name)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """The database's own address, past the proxy."""
        return self.column.database_url or f"sqlite:///{self.home / 'hub.db'}"

    @property
    def hub_processes(self) -> list[str]:
        if self.column.name == PRODUCTION:
            return ["web", *(f"worker-{n}" for n in range(1, self.workers + 1)), "clock"]
        return ["hub", "clock"]

    # -- processes ---------------------------------------------------------------------------------------

    def start(self, name: str) -> None:
        """Starts one by its name; from now on it is to run, whatever it does."""
        self.running[name] = self.begin(name)
        self.manager.tends(name, self.running[name])

    @property
    def hub_environment(self) -> dict[str, str]:
        """In which an operator gives the hub's commands."""
        return self._environment("web")

    def begin(self, name: str, *whats: str) -> Program:
        """One that nobody looks after; `whats` are faults in its future (tests/faults/launch.py)."""
        clock = self.clocks.get(name, self.clocks["hub"])
        module, *words = self._command(name)
        launched = ["-m", "tests.faults.launch", f"clock={clock}", *self.whats, *whats, "--", module, *words]
        program = Program(
            [sys.executable, *launched],
            self.folder / f"{name}.log",
            environment=self._environment(name),
            may_die=True,
        )
        self.running[name] = program
        return program

    def kill(self, name: str) -> None:
        self._let_go(name).kill()

    def stop(self, name: str) -> int:
        return self._let_go(name).stop()

    def _let_go(self, name: str) -> Program:
        """What the manager had; it may have started it anew."""
        return self.manager.leaves(name) or self.running[name]

    def send(self, name: str, number: signal.Signals) -> None:
        self.running[name].send(number)

    def close(self) -> None:
        self.manager.end()
        for program in (*self.running.values(), self._machines, self.network.program):
            program.kill()

    def _command(self, name: str) -> list[str]:
        if name in AGENTS:
            return ["front_end_agent", "--home", str(self.agent_home(name)), "run"]
        return MODULES[name.partition("-")[0]].split()

    def _start(self, name: str, module: str, *words: str) -> Program:
        return Program([sys.executable, "-m", module, *words], self.folder / f"{name}.log")

    def _environment(self, name: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("LIANQIAO_")}
        urls = {link: through(url, self.network.ports[link]) for link, url in self._urls().items()}
        said = {
            "LIANQIAO_HOME": str(self.home),
            "LIANQIAO_MAPPINGS": str(self.folder / "mappings"),
            "LIANQIAO_PORT": str(self.port),
            "LIANQIAO_AGENT_PORT": str(self.agent_port),
            "LIANQIAO_SHARDS": str(SHARDS),
            "LIANQIAO_DATABASE_URL": urls.get("database", ""),
            "LIANQIAO_BROKER_URL": urls.get("broker", ""),
            "LIANQIAO_REDIS_URL": self.column.redis_url,
        }
        if name.startswith("worker") and self.workers == 1:
            said["LIANQIAO_WORKER"] = name
        return kept if name in AGENTS else {**kept, **{key: value for key, value in said.items() if value}}

    def _urls(self) -> dict[str, str]:
        urls = {"database": self.column.database_url, "broker": self.column.broker_url}
        return {link: url for link, url in urls.items() if url}

    # -- partners and agents -----------------------------------------------------------------------------

    def agent_home(self, name: str) -> Path:
        return self.folder / name

    def drops(self, name: str, source: str) -> Path:
        return self.folder / f"{name}-{source}"

    def lose_spool(self, name: str) -> None:
        """What an administrator does who clears a disk; the agent must not run."""
        for path in self.agent_home(name).glob("spool.db*"):
            path.unlink()

    def spooled(self, name: str) -> Sequence[tuple[int, bytes]]:
        """Every frame that the agent still has, as sealed."""
        path = self.agent_home(name) / "spool.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30) as spool:
            rows = spool.execute("SELECT number, sealed FROM frames ORDER BY number").fetchall()
        return [(int(number), bytes(sealed)) for number, sealed in rows]

    def is_ready(self) -> bool:
        """Whether /health/ready says so."""
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=5.0, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def _prepare(self) -> dict[str, str]:
        """Publishes the contracts and gives the partners' machines their tokens."""
        hub = make_hub(name="hub", home=self.home, database_url=self.database_url)
        for partner in (WAREHOUSE, BANK):
            hub.publish(read_folder(self.folder / "mappings" / partner))
        with hub.store.unit() as unit:
            tokens = {partner: give_token(unit, partner) for partner in (WAREHOUSE, BANK)}
        self._invited = {name: _invited(hub, name) for name in AGENTS}
        hub.store.engine.dispose()
        return tokens

    def _enrol(self, name: str) -> None:
        home, ca = self.agent_home(name), self.home / "certs" / "ca.pem"
        enrol(home, Asked(url=f"https://127.0.0.1:{self.agent_port}", ca=ca), token=self._invited[name])
        parts = [f'beat_s = 1.0\n[hub]\nurl = "https://127.0.0.1:{self.network.ports["door"]}"\n'
                 f'ca = "{ca}"\ntimeout_s = 5.0\n']  # fmt: skip
        if self.column.broker_url:
            broker = through(self.column.broker_url, self.network.ports["broker"])
            parts.append(f'[uplink]\namqp = "{broker}"\nretry_s = 5.0\nsilence_s = 10.0\n')
        for source in ("slips", "answers"):
            self.drops(name, source).mkdir(exist_ok=True)
            parts.append(_SOURCE.format(name=source, site=AGENTS[name], path=self.drops(name, source)))
        (home / "agent.toml").write_text("".join(parts))


def _invited(hub: Hub, name: str) -> str:
    with hub.store.unit() as unit:
        return invite(
            unit, Invitation(agent=name, partner=WAREHOUSE, shard=shard_of(WAREHOUSE, SHARDS)), ttl_s=3600
        )
