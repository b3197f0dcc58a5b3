"""A hub's home, its mappings and its processes, as real as on a partner's machine."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.hub_world import CONTRACT, SLIPS

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, f"{what} did not come to be within {PATIENCE_S:.0f} s"
        time.sleep(0.1)


class House:
    """A hub's home, its mappings and the processes of one test."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.agent_port = free_port()
        self.log = folder / "hub.log"
        partner = folder / "mappings" / "wms"
        (partner / "in").mkdir(parents=True)
        (partner / "contract.yaml").write_text(CONTRACT)
        (partner / "in" / "slips.yaml").write_text(SLIPS)
        self.environment = {
            **os.environ,
            "LIANQIAO_HOME": str(folder / "home"),
            "LIANQIAO_MAPPINGS": str(folder / "mappings"),
            "LIANQIAO_PORT": str(free_port()),
            "LIANQIAO_AGENT_PORT": str(self.agent_port),
            **settings,
        }
        self.running: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['LIANQIAO_PORT']}"

    def hub(self, *words: str) -> str:
        return self._done([sys.executable, "-m", "gateway", *words])

    def agent(self, *words: str) -> str:
        home = str(self.folder / "agent")
        return self._done([sys.executable, "-m", "front_end_agent", "--home", home, *words])

    def start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def count(self, table: str) -> int:
        with sqlite3.connect(self.folder / "home" / "hub.db", timeout=5) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def answers(self) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.agent_port)) == 0

    def _done(self, command: list[str]) -> str:
        done = self._run(command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def asked(self, *words: str) -> tuple[int, str]:
        """(exit code, what it printed) of a command of the hub, however it ends."""
        done = self._run([sys.executable, "-m", "gateway", *words])
        return done.returncode, done.stdout + done.stderr

    def close(self) -> None:
        """Ends every process that still runs; a stopped one too."""
        for process in self.running:
            process.kill()
            process.wait(timeout=10)
