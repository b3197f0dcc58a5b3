"""The hub and an agent as processes: TLS that pins the hub, a file on its way to the books, a clean stop."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.wiring.hub import SystemClock
from certs.authority import Authority
from tests.gateway.processes import House
from tests.hub_world import slip
from tests.patience import PATIENCE_S, until
from tests.programs import done, run


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def agents_home(house: House, authority: Path, more: str = "") -> Path:
    home = house.folder / "agent"
    home.mkdir(mode=0o700)
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\nca = "{authority}"\ntimeout_s = 60.0\n{more}'
    )
    return home


def test_a_file_goes_from_an_agents_folder_over_tls_into_the_books(house: House) -> None:
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    hub = house.start_hub()
    drops = house.folder / "drops"
    drops.mkdir()
    source = f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\nstable_s = 0.2\n'
    agents_home(house, house.folder / "home" / "certs" / "ca.pem", source)

    done(house.agent_command("enrol", "--token", token), environment=house.environment)
    agent = house.start(house.agent_command("run"), "agent")
    (drops / "slip.json").write_bytes(slip("in", "IN-1", ("L1", "10")))

    until(lambda: house.count("custody_lot") == 1, "the lot in the book")
    told = house.hub("explain", "2/1") if house.count("hub_stream") > 1 else house.hub("explain", "1/1")
    assert "IN-1" in told
    for program in (agent, hub):
        assert program.stop() == 0, program.last_words()


def test_an_agent_that_pins_another_authority_does_not_speak_to_this_hub(house: House) -> None:
    other = Authority(house.folder / "other", clock=SystemClock())
    other.open()
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    house.start_hub()
    agents_home(house, other.pinned)

    enrolling = run(house.agent_command("enrol", "--token", token), environment=house.environment)

    assert enrolling.returncode != 0
    assert "certificate" in enrolling.stderr.lower()


def test_a_hub_whose_port_is_taken_ends_at_once_and_says_which(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        house.environment["LIANQIAO_AGENT_PORT"] = str(port)
        hub = house.start_module("gateway", "run", may_die=True)

        assert hub.end() != 0

    assert f"('127.0.0.1', {port}): address already in use" in hub.said


def test_an_agent_calls_the_hub_by_the_name_that_its_operator_gave_it(house: House) -> None:
    house.environment["LIANQIAO_NAMES"] = "hub.example"
    house.start_hub()
    pinned = ssl.create_default_context(cafile=str(house.folder / "home" / "certs" / "ca.pem"))

    def called(name: str) -> str:
        with (
            socket.create_connection(("127.0.0.1", house.agent_port), timeout=PATIENCE_S) as plain,
            pinned.wrap_socket(plain, server_hostname=name) as spoken,
        ):
            return str(spoken.version())

    assert called("hub.example").startswith("TLS")
    with pytest.raises(ssl.SSLCertVerificationError):
        called("other.example")
