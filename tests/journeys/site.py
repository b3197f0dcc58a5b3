"""A partner's machine: a real agent in a process of its own, and the hub's door for it on a real port."""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path

from adapters.wiring.hub import Hub
from core.hub.agents import Agent
from core.hub.enrol import Invitation, invite, shard_of
from front_end_agent.enrol import Asked, enrol
from front_end_agent.status import read_status
from gateway.rest.app import make_agents_app
from gateway.serving import make_server, serving_loop
from tests.beside import Running, end
from tests.hub_trust import trust_of
from tests.journeys.house import House
from tests.journeys.papers import SITE
from tests.patience import let_go, until, watch
from tests.programs import ROOT, Program

NOWHERE = "http://127.0.0.1:1"


class AgentsDoor:
    """The hub's door for agents on a free port of this machine."""

    def __init__(self, hub: Hub) -> None:
        self._server = make_server(make_agents_app(trust_of(hub), asks=False), host="127.0.0.1", port=0)
        self._stop = threading.Event()
        self._serving = Running(serving_loop(self._server), self._stop)
        self._serving.start()
        watch(self._serving)
        until(lambda: self._server.started, "the agents' door")
        self.url = f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        let_go(self._serving)
        end([self._serving], self._stop)


class PartnerSite:
    """One agent of the demo's warehouse with a folder of slips; its home may be copied, damaged, deleted."""

    def __init__(self, house: House, folder: Path, name: str = "wh-01", suite: str = "intl") -> None:
        self.house, self.name = house, name
        self.home, self.drops, self._log = folder / name, folder / "drops", folder / f"{name}.log"
        self.drops.mkdir(parents=True)
        self._door = AgentsDoor(house.hub)
        self._running: list[Program] = []
        shard = shard_of("demo-warehouse", house.settings.shards)
        with house.hub.store.unit() as unit:
            token = invite(unit, Invitation(agent=name, partner="demo-warehouse", shard=shard), ttl_s=600)
        enrol(self.home, Asked(url=self._door.url, ca=None, suite=suite), token=token)
        self.connect()

    def connect(self) -> None:
        """Its settings lead to this hub: over the broker where there is one."""
        broker = self.house.settings.broker_url
        uplink = f'[uplink]\namqp = "{broker}"\nretry_s = 1.0\n' if broker else ""
        self._configure(self._door.url, uplink)

    def cut_off(self) -> None:
        """Its settings lead nowhere: what it sees stays in its spool."""
        self._configure(NOWHERE, "")

    def _configure(self, url: str, uplink: str) -> None:
        (self.home / "agent.toml").write_text(
            f'beat_s = 1.0\n[hub]\nurl = "{url}"\n{uplink}'
            f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "{SITE}"\npath = "{self.drops}"\n'
            'finished = "rename"\nevery_s = 0.1\n'
        )

    def start(self, *words: str) -> Program:
        command = [sys.executable, "-m", "front_end_agent", "--home", str(self.home), "run", *words]
        self._running.append(Program(command, self._log, folder=ROOT))
        return self._running[-1]

    def drop(self, name: str, payload: bytes) -> None:
        """A partner's file, whole from the moment it has its name."""
        part = self.drops / f"{name}.part"
        part.write_bytes(payload)
        part.rename(self.drops / name)

    def taken(self, name: str) -> None:
        """Waits until the agent has it in its spool."""
        until(lambda: not (self.drops / name).exists(), f"{name} to be taken")

    def log(self) -> str:
        """What it has said so far."""
        return self._log.read_text() if self._log.exists() else ""

    def uplink(self) -> str:
        """By which way it says that it sends."""
        return read_status(self.home).uplink

    def keep_spool(self, where: Path) -> None:
        shutil.copy(self.home / "spool.db", where)

    def lose_spool(self) -> None:
        for path in self.home.glob("spool.db*"):
            path.unlink()

    def restore_spool(self, kept: Path) -> None:
        self.lose_spool()
        shutil.copy(kept, self.home / "spool.db")

    def known(self) -> Agent:
        """What the hub knows of it."""
        row = self.house.hub.store.get(Agent, self.name)
        assert row is not None
        return row

    def close(self) -> None:
        for program in self._running:
            program.kill()
        self._door.close()
