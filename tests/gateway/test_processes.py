"""The hub and an agent as processes: TLS that pins the hub, a file on its way to the books, a clean stop."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.authority import server_files
from tests.gateway.processes import House, until
from tests.hub_world import slip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def test_a_file_goes_from_an_agents_folder_over_tls_into_the_books(house: House) -> None:
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    hub = house.start("gateway", "run")
    until(house.answers, "the agents' door")
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

    until(lambda: house.count("custody_lot") == 1, "the lot in the book")
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
    until(house.answers, "the agents' door")
    home = house.folder / "agent"
    home.mkdir(mode=0o700)
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\nca = "{other.authority}"\n'
    )

    with pytest.raises(AssertionError, match=r"(?i)certificate"):
        house.agent("enrol", "--token", token)
