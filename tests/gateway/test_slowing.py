"""A real agent of a partner whose backlog is over its limit is told to slow, slows, and is let go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.gateway.processes import House
from tests.hub_world import CONTRACT, slip
from tests.patience import PATIENCE_S, until
from tests.programs import done
from tests.servers.ports import answers

LIMIT = 20


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    (tmp_path / "mappings" / "wms" / "partner.yaml").write_text(f"{CONTRACT}backlog_max: {LIMIT}\n")
    yield made
    made.close()


def test_an_agent_is_slowed_while_its_partners_backlog_is_over_its_limit(house: House) -> None:
    house.hub("partner", "publish")
    invited = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    token = house.hub("partner", "token", "wms").split()[-1]
    house.start_module("gateway", "web")
    until(lambda: answers(house.agent_port), "the agents' door")
    start_agent(house, invited)

    # Nobody handles: everything that comes in waits.
    with httpx.Client(base_url=house.url, timeout=PATIENCE_S) as door:
        for number in range(LIMIT + 1):
            hand_in(door, token, number)
    house.start_module("schedules")
    until(lambda: (1, "done") in told(house), "the agent that has slowed")
    assert pace_of(house) == {"slow": "1"}

    house.start_module("gateway", "worker")
    until(lambda: (0, "done") in told(house), "the agent that was let go")
    assert pace_of(house) == {"slow": "0"}
    assert house.count("hub_slowed") == 0
    assert house.count("hub_alert WHERE code = 'H18' AND state = 'closed'") == 1


def start_agent(house: House, token: str) -> None:
    home, drops = house.folder / "agent", house.folder / "drops"
    home.mkdir(mode=0o700)
    drops.mkdir()
    authority = house.folder / "home" / "certs" / "ca.pem"
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\nca = "{authority}"\ntimeout_s = 60.0\n'
        f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\nstable_s = 0.2\n'
    )
    done(house.agent_command("enrol", "--token", token), environment=house.environment)
    house.start(house.agent_command("run"), "agent")


def hand_in(door: httpx.Client, token: str, number: int) -> httpx.Response:
    return door.post(
        "/v1/messages",
        params={"source": "slips", "site": "W1"},
        content=slip("in", f"IN-{number}", (f"L{number}", "1")),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"k{number}",
        },
    )


def told(house: House) -> list[tuple[int, str]]:
    """(frames a second, state) of every pace that the hub gave by itself."""
    with sqlite3.connect(house.folder / "home" / "hub.db", timeout=30) as connection:
        rows = connection.execute("SELECT arguments, state FROM hub_command WHERE why = 'backlog'").fetchall()
    return [(msgspec.json.decode(arguments)["frames_per_s"], state) for arguments, state in rows]


def pace_of(house: House) -> dict[str, str]:
    """What the agent has kept of it."""
    with sqlite3.connect(house.folder / "agent" / "spool.db", timeout=30) as connection:
        return dict(connection.execute("SELECT name, value FROM meta WHERE name = 'slow'").fetchall())
