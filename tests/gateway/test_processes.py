"""The hub and an agent as processes: TLS that pins the hub, a file on its way to the books, a clean stop."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.authority import server_files
from tests.hub_world import CONTRACT, SLIPS, slip
from tests.patience import until
from tests.programs import Program, done, run


class House:
    """A hub's home, its mappings and the processes of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        partner = folder / "mappings" / "wms"
        (partner / "in").mkdir(parents=True)
        (partner / "contract.yaml").write_text(CONTRACT)
        (partner / "in" / "slips.yaml").write_text(SLIPS)
        self.environment = {
            **os.environ,
            "LIANQIAO_HOME": str(folder / "home"),
            "LIANQIAO_MAPPINGS": str(folder / "mappings"),
            "LIANQIAO_PORT": "0",
            "LIANQIAO_AGENT_PORT": "0",
        }
        self.running: list[Program] = []

    def hub(self, *words: str) -> str:
        return done([sys.executable, "-m", "gateway", *words], environment=self.environment)

    def agent_command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "front_end_agent", "--home", str(self.folder / "agent"), *words]

    def start(self, command: list[str], name: str) -> Program:
        program = Program(command, self.folder / f"{name}.log", environment=self.environment)
        self.running.append(program)
        return program

    def start_hub(self) -> tuple[Program, int]:
        """The running hub, and the port of its agents' door, which it chose itself."""
        hub = self.start([sys.executable, "-m", "gateway", "run"], "hub")
        return hub, int(until(lambda: said_port(hub, "https"), "the agents' door"))

    def count(self, table: str) -> int:
        with sqlite3.connect(self.folder / "home" / "hub.db", timeout=30) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def said_port(hub: Program, scheme: str) -> str:
    """The port that the hub says it serves at, "" as long as it has not said so."""
    found = re.search(rf"serving at {scheme}://127\.0\.0\.1:(\d+)\n", hub.said)
    return found[1] if found else ""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    for program in made.running:
        program.kill()


def agents_home(house: House, port: int, authority: Path, more: str = "") -> Path:
    home = house.folder / "agent"
    home.mkdir(mode=0o700)
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{port}"\nca = "{authority}"\ntimeout_s = 60.0\n{more}'
    )
    return home


def test_a_file_goes_from_an_agents_folder_over_tls_into_the_books(house: House) -> None:
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    hub, port = house.start_hub()
    drops = house.folder / "drops"
    drops.mkdir()
    source = f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\nstable_s = 0.2\n'
    agents_home(house, port, house.folder / "home" / "certs" / "ca.pem", source)

    done(house.agent_command("enrol", "--token", token), environment=house.environment)
    agent = house.start(house.agent_command("run"), "agent")
    (drops / "slip.json").write_bytes(slip("in", "IN-1", ("L1", "10")))

    until(lambda: house.count("custody_lot") == 1, "the lot in the book")
    told = house.hub("explain", "2/1") if house.count("hub_stream") > 1 else house.hub("explain", "1/1")
    assert "IN-1" in told
    for program in (agent, hub):
        assert program.stop() == 0, program.last_words()


def test_an_agent_that_pins_another_authority_does_not_speak_to_this_hub(house: House) -> None:
    other = server_files(house.folder / "other", ("127.0.0.1",), datetime.now(UTC))
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    _, port = house.start_hub()
    agents_home(house, port, other.authority)

    enrolling = run(house.agent_command("enrol", "--token", token), environment=house.environment)

    assert enrolling.returncode != 0
    assert "certificate" in enrolling.stderr.lower()


def test_a_hub_whose_port_is_taken_ends_at_once_and_says_which(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        house.environment["LIANQIAO_AGENT_PORT"] = str(port)
        hub = Program(
            [sys.executable, "-m", "gateway", "run"],
            house.folder / "hub.log",
            environment=house.environment,
            may_die=True,
        )
        house.running.append(hub)

        assert hub.end() != 0

    assert f"('127.0.0.1', {port}): address already in use" in hub.said
