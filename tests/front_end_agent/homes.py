"""An agent's home for a test: its settings, and the agent in this process or in one of its own."""

import contextlib
import os
import random
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from front_end_agent.batch import Batch
from front_end_agent.enrol import Asked, enrol
from front_end_agent.errors import Misconfigured
from front_end_agent.identity import KeyRing
from front_end_agent.record import Document
from front_end_agent.settings import read_settings
from front_end_agent.spool import Spool
from front_end_agent.status import read_status
from tests.front_end_agent.hub_door import TOKEN, HubDoor
from tests.programs import ROOT, Program


class ManualClock:
    """Time passes when the test says so; waiting is no waiting."""

    def __init__(self, start: str = "2026-11-23T08:15:30.123456+00:00") -> None:
        self._now = datetime.fromisoformat(start)
        self._passed = 0.0

    def now(self) -> datetime:
        return self._now.astimezone(UTC)

    def monotonic(self) -> float:
        return self._passed

    def wait(self, wakeup: threading.Event, timeout_s: float) -> bool:
        self.pass_s(0.0 if wakeup.is_set() else timeout_s)
        return wakeup.is_set()

    def pass_s(self, seconds: float) -> None:
        self._passed += seconds
        self._now += timedelta(seconds=seconds)

    def set_to_machine(self) -> None:
        """Where the file system's own times matter."""
        self._now = datetime.now(UTC)


class Home:
    """A folder of its own under the test's."""

    def __init__(self, path: Path, *, door: HubDoor) -> None:
        self.path, self.url, self.door = path, door.url, door
        self.drop = path.parent / "drop"
        self.drop.mkdir()
        self.log = path.parent / "agent.log"
        self.said = ""  # what the last running agent wrote to its log
        self._started: list[Program] = []
        self._spools: list[Spool] = []

    def enrol(self) -> None:
        enrol(self.path, Asked(url=self.url, ca=None), token=TOKEN)

    def configure(self, *sources: str, spool: str = "", top: str = "", uplink: str = "") -> None:
        """Writes agent.toml from its parts."""
        parts = [top, f'[hub]\nurl = "{self.url}"']
        parts += [f"[spool]\n{spool}"] if spool else []
        parts += [f"[uplink]\n{uplink}"] if uplink else []
        parts += [f"[[source]]\n{source}" for source in sources]
        (self.path / "agent.toml").write_text("\n".join(parts) + "\n", "utf-8")

    def folder(self, extra: str = "", *, name: str = "wms") -> str:
        """A folder source on the drop folder, quick enough for a test."""
        return (
            f'kind = "folder"\nname = "{name}"\nsite = "WH-01"\npath = "{self.drop.as_posix()}"\n'
            f'every_s = 0.1\nfinished = "rename"\n{extra}'
        )

    def spool(self, clock: ManualClock | None = None) -> Spool:
        opened = Spool(
            read_settings(self.path), agent="wms-01", keys=KeyRing(self.path), clock=clock or ManualClock()
        )
        self._spools.append(opened)
        return opened

    def noise(self, size: int) -> bytes:
        """Bytes that do not compress."""
        return random.Random(size).randbytes(size)

    def status(self) -> dict[str, Any]:
        """What `agent status --json` says; nothing before the first run."""
        try:
            read: dict[str, Any] = msgspec.to_builtins(read_status(self.path))
        except (Misconfigured, KeyError):
            return {"error": ""}
        return read

    def seal_many(self, count: int) -> None:
        """Spools so many one-record frames before the agent starts."""
        spool = self.spool(ManualClock())
        for number in range(count):
            spool.put(Batch(source="wms", items=(a_document(name=f"{number}.csv"),)))
        spool.close()

    def start(self, *, kill_at: str = "", arguments: tuple[str, ...] = (), may_die: bool = False) -> Program:
        """The agent as a process of its own; may_die: it is to end by itself."""
        environment = {**os.environ, "LIANQIAO_AGENT_HOME": str(self.path), "PYTHONPATH": str(ROOT)}
        if kill_at:
            environment["LIANQIAO_AGENT_KILL_AT"] = kill_at
        command = [sys.executable, "-m", "front_end_agent", "run", *arguments]
        program = Program(
            command, self.log, environment=environment, folder=self.path, may_die=may_die or bool(kill_at)
        )
        self._started.append(program)
        return program

    @contextlib.contextmanager
    def running(self) -> Iterator[Program]:
        """A running agent, asked to stop at the end; its way out must be a clean one."""
        beats = len(self.door.book.beats)
        agent = self.start()
        try:
            yield agent
            if self.door.answer is None:
                self.door.wait(lambda: len(self.door.book.beats) > beats)
        except AssertionError as error:
            agent.kill()
            error.add_note(agent.last_words())
            raise
        code = agent.stop()
        self.said = agent.said
        assert code == 0, self.said

    def end(self) -> None:
        for program in self._started:
            program.kill()
        for spool in self._spools:
            with contextlib.suppress(Exception):
                spool.close()


def a_document(*, name: str = "a.csv", payload: bytes = b"1", watermark: str = "") -> Document:
    """A small document of the source `wms`."""
    return Document(
        source="wms", site="WH-01", name=name, media="text/csv", seen_at="2026-11-23T08:15:30.123456Z",
        facts={"watermark": watermark} if watermark else {}, payload=payload,
    )  # fmt: skip


def drop(home: Home, name: str, content: bytes) -> None:
    """A partner's file, complete from the moment it has its name."""
    part = home.drop / f"{name}.part"
    part.write_bytes(content)
    part.rename(home.drop / name)


def write(home: Home, name: str, content: bytes = b"1", *, modified: float = 1_700_000_000) -> Path:
    path = home.drop / name
    path.write_bytes(content)
    os.utime(path, (modified, modified))
    return path


def killed(agent: Program) -> None:
    """Waits for the power cut the test asked for."""
    assert agent.end() == -signal.SIGKILL, agent.last_words()
