"""Hub and agent as processes: certificates renew while records flow, and a revoked agent is cut off."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from tests.gateway.processes import House
from tests.hub_world import slip
from tests.patience import until
from tests.programs import Program, done, run

LIFE_S = 12


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A hub whose certificates live some seconds."""
    made = House(tmp_path, LIANQIAO_CERT_LIFE_S=str(LIFE_S))
    made.hub("partner", "publish")
    yield made
    made.close()


def enrolled(house: House, token: str = "") -> None:
    token = token or house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    home, drops = house.folder / "agent", house.folder / "drops"
    home.mkdir(mode=0o700)
    drops.mkdir()
    (home / "agent.toml").write_text(
        f'beat_s = 1.0\n[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\n'
        f'ca = "{house.folder / "home" / "certs" / "ca.pem"}"\ntimeout_s = 60.0\n'
        f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\n'
        'finished = "rename"\nevery_s = 0.1\n'
    )
    done(house.agent_command("enrol", "--token", token), environment=house.environment)


def running(house: House) -> Program:
    return house.start(house.agent_command("run"), "agent")


def drop(house: House, number: int) -> None:
    part = house.folder / f"{number}.part"
    part.write_bytes(slip("in", f"IN-{number}", (f"L{number}", "10")))
    part.rename(house.folder / "drops" / f"{number}.json")


def booked(house: House, records: int) -> None:
    until(lambda: house.count("custody_lot") == records, f"record {records} in the book")


def ends(house: House) -> datetime:
    """When the certificate that the agent holds is over."""
    text = (house.folder / "agent" / "agent.pem").read_bytes()
    return x509.load_pem_x509_certificates(text)[0].not_valid_after_utc


def serials(house: House) -> set[str]:
    with closing(sqlite3.connect(house.folder / "home" / "hub.db", timeout=30)) as connection:
        rows = connection.execute("SELECT serial FROM hub_certificate WHERE kind = 'agent'").fetchall()
    return {str(row[0]) for row in rows}


def test_an_agent_renews_itself_while_records_flow_and_none_is_lost(house: House) -> None:
    house.start_hub()
    enrolled(house)
    agent = running(house)

    sent = 0
    while len(serials(house)) < 4:
        sent += 1
        drop(house, sent)
        booked(house, sent)
    assert sent > 3
    assert (house.folder / "agent" / "agent.pem").stat().st_mode & 0o077 == 0
    assert agent.stop() == 0, agent.last_words()

    listed = json.loads(house.hub("certs", "list", "--all", "--json"))
    assert {row["serial"] for row in listed if row["kind"] == "agent"} == serials(house)
    # The door's own certificate has lived through the same, and was shown anew without a restart.
    assert sum(row["kind"] == "server" for row in listed) > 1


def test_an_agent_whose_certificate_ended_while_it_was_away_comes_back_with_what_it_has_kept(
    house: House,
) -> None:
    hub = house.start_hub()
    enrolled(house)
    agent = running(house)
    drop(house, 1)
    until(lambda: house.count("custody_lot") == 1, "the first record in the book")
    assert hub.stop() == 0, hub.last_words()
    drop(house, 2)
    until(lambda: not (house.folder / "drops" / "2.json").exists(), "the second record in the spool")
    assert agent.stop() == 0, agent.last_words()
    before = serials(house)

    until(lambda: datetime.now(UTC) > ends(house), "the certificate to be over")
    house.start_hub()
    running(house)

    until(lambda: house.count("custody_lot") == 2, "the second record in the book")
    assert serials(house) > before


def test_an_agent_that_has_no_certificate_yet_gets_it_by_itself(house: House) -> None:
    """Enrolled by a hub from before there were certificates."""
    house.start_hub()
    enrolled(house)
    (house.folder / "agent" / "agent.pem").unlink()
    with sqlite3.connect(house.folder / "home" / "hub.db", timeout=30) as connection:
        connection.execute("DELETE FROM hub_certificate WHERE kind = 'agent'")

    running(house)
    drop(house, 1)

    until(lambda: house.count("custody_lot") == 1, "the record in the book")


def test_a_revoked_agent_is_cut_off_while_it_runs_and_comes_back_only_with_a_new_token_and_key(
    house: House,
) -> None:
    house.environment["LIANQIAO_CERT_LIFE_S"] = "86400"
    house.start_hub()
    enrolled(house)
    agent = running(house)
    drop(house, 1)
    until(lambda: house.count("custody_lot") == 1, "the first record in the book")

    told = house.hub("certs", "revoke", "agent-1", "--why", "the laptop was stolen")
    assert "revoked: agent agent-1" in told
    assert "`hub agent invite agent-1 --partner wms --replace`" in told
    until(lambda: "403" in agent.said, "the door to refuse it")
    drop(house, 2)
    until(lambda: not (house.folder / "drops" / "2.json").exists(), "the second record in the spool")
    listed = json.loads(house.hub("certs", "list", "--json"))
    states = {row["state"] for row in listed if row["kind"] == "agent"}
    crl = x509.load_pem_x509_crl(house.hub("certs", "crl").encode())

    assert states == {"revoked"}
    assert {f"{one.serial_number:x}" for one in crl} == {
        row["serial"] for row in listed if row["state"] == "revoked"
    }
    assert house.count("custody_lot") == 1
    assert agent.stop() == 0, agent.last_words()
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms", "--replace").strip()
    enrolling = house.agent_command("enrol", "--again", "--token", token)
    assert "was revoked" in run(enrolling, environment=house.environment).stderr

    (house.folder / "agent").rename(house.folder / "stolen")
    (house.folder / "drops").rename(house.folder / "old drops")
    enrolled(house, token)
    running(house)
    drop(house, 2)
    booked(house, 2)
