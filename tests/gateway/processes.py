"""A hub's home, its mappings and its processes, as real as on a partner's machine."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.hub_world import CONTRACT, SLIPS
from tests.patience import until
from tests.programs import Program, done, run
from tests.servers.ports import answers, free_port


class House:
    """A hub's home, its mappings and the processes of one test."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port, self.agent_port = free_port(), free_port()
        partner = folder / "mappings" / "wms"
        (partner / "in").mkdir(parents=True)
        (partner / "partner.yaml").write_text(CONTRACT)
        (partner / "in" / "slips.yaml").write_text(SLIPS)
        self.environment = {
            **os.environ,
            "LIANQIAO_HOME": str(folder / "home"),
            "LIANQIAO_MAPPINGS": str(folder / "mappings"),
            "LIANQIAO_PORT": str(self.port),
            "LIANQIAO_AGENT_PORT": str(self.agent_port),
            **settings,
        }
        self.running: list[Program] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def hub(self, *words: str) -> str:
        return done([sys.executable, "-m", "gateway", *words], environment=self.environment)

    def asked(self, *words: str) -> tuple[int, str]:
        """(exit code, what it printed) of a command of the hub, however it ends."""
        ended = run([sys.executable, "-m", "gateway", *words], environment=self.environment)
        return ended.returncode, ended.stdout + ended.stderr

    def agent_command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "front_end_agent", "--home", str(self.folder / "agent"), *words]

    def start(self, command: list[str], name: str, *, may_die: bool = False) -> Program:
        log = self.folder / f"{name}.log"
        program = Program(command, log, environment=self.environment, may_die=may_die)
        self.running.append(program)
        return program

    def start_module(self, module: str, *words: str, may_die: bool = False) -> Program:
        command = [sys.executable, "-m", module, *words]
        return self.start(command, "-".join((module, *words)), may_die=may_die)

    def start_hub(self) -> Program:
        """The running hub, once its agents' door is open."""
        hub = self.start_module("gateway", "run")
        until(lambda: answers(self.agent_port), "the agents' door")
        return hub

    def count(self, table: str) -> int:
        """Closed at once: while somebody has the file open nothing is restored over it."""
        with closing(sqlite3.connect(self.folder / "home" / "hub.db", timeout=30)) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def close(self) -> None:
        """Ends every process that still runs; a stopped one too."""
        for program in self.running:
            program.kill()
