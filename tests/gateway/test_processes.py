"""The hub and an agent as processes: TLS that pins the hub, a file on its way to the books, a clean stop."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.authority import server_files
from tests.hub_world import CONTRACT, SLIPS, slip

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, f"{what} did not come to be within {PATIENCE_S:.0f} s"
        time.sleep(0.1)


class House:
    """A hub's home, its mappings and the processes of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.agent_port = _free_port()
        self.log = folder / "hub.log"
        partner = folder / "mappings" / "wms"
        (partner / "in").mkdir(parents=True)
        (partner / "contract.yaml").write_text(CONTRACT)
        (partner / "in" / "slips.yaml").write_text(SLIPS)
        self.environment = {
            **os.environ,
            "LIANQIAO_HOME": str(folder / "home"),
            "LIANQIAO_MAPPINGS": str(folder / "mappings"),
            "LIANQIAO_PORT": str(_free_port()),
            "LIANQIAO_AGENT_PORT": str(self.agent_port),
        }
        self.running: list[subprocess.Popen[bytes]] = []

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
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    for process in made.running:
        process.kill()
        process.wait(timeout=10)


def test_a_file_goes_from_an_agents_folder_over_tls_into_the_books(house: House) -> None:
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    hub = house.start("gateway", "run")
    _until(house.answers, "the agents' door")
    drops = house.folder / "drops"
    drops.mkdir()
    home = house.folder / "agent"
    home.mkdir(mode=0o700)
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\n'
        f'ca = "{house.folder / "home" / "certs" / "ca.pem"}"\n'
        f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\nstable_s = 0.2\n'
    )

    house.agent("enrol", "--token", token)
    agent = house.start("front_end_agent", "--home", str(home), "run")
    (drops / "slip.json").write_bytes(slip("in", "IN-1", ("L1", "10")))

    _until(lambda: house.count("custody_lot") == 1, "the lot in the book")
    told = house.hub("explain", "2/1") if house.count("hub_stream") > 1 else house.hub("explain", "1/1")
    assert "IN-1" in told
    for process in (agent, hub):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0, house.log.read_text()


def test_an_agent_that_pins_another_authority_does_not_speak_to_this_hub(house: House) -> None:
    other = server_files(house.folder / "other", ("127.0.0.1",), datetime.now(UTC))
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    house.start("gateway", "run")
    _until(house.answers, "the agents' door")
    home = house.folder / "agent"
    home.mkdir(mode=0o700)
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\nca = "{other.authority}"\n'
    )

    with pytest.raises(AssertionError, match=r"(?i)certificate"):
        house.agent("enrol", "--token", token)
