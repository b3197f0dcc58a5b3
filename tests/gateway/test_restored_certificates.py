"""Hub and agent as processes: an agent that renewed after the backup comes back to the restored hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tests.gateway.processes import House
from tests.gateway.test_certificates import booked, drop, enrolled, running, serials
from tests.patience import until


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Certificates of a day: none ends before the test does."""
    made = House(tmp_path, LIANQIAO_CERT_LIFE_S="86400")
    made.hub("partner", "publish")
    yield made
    made.close()


def shown(house: House) -> str:
    """The serial of the certificate that the agent holds."""
    text = (house.folder / "agent" / "agent.pem").read_bytes()
    return f"{x509.load_pem_x509_certificates(text)[0].serial_number:x}"


def is_due(house: House) -> None:
    """Two thirds of its life are over, as the agent's own note of it says."""
    path = house.folder / "agent" / "agent.pem"
    now = datetime.now(UTC).replace(microsecond=0)
    begins, ends = (now + timedelta(hours=hours) for hours in (-20, 4))
    said = f"# valid from {begins.isoformat()} until {ends.isoformat()}\n".encode("ascii")
    path.write_bytes(said + path.read_bytes().partition(b"\n")[2])


def test_an_agent_that_renewed_after_the_backup_comes_back_without_a_person(house: House) -> None:
    hub = house.start_hub()
    enrolled(house)
    agent = running(house)
    drop(house, 1)
    booked(house, 1)
    assert agent.stop() == 0, agent.last_words()
    before = shown(house)
    house.hub("backup", str(house.folder / "backup"))

    is_due(house)
    agent = running(house)
    drop(house, 2)
    booked(house, 2)
    lost = renewed_from(house, before)
    assert hub.stop() == 0, hub.last_words()
    house.hub("restore", str(house.folder / "backup"), "--over", "--why", "the disk died")
    assert serials(house) == {before}
    house.start_hub()

    booked(house, 2)
    drop(house, 3)
    booked(house, 3)

    assert shown(house) in serials(house) - {before}
    assert lost not in serials(house)
    assert agent.stop() == 0, agent.last_words()
    said = house.hub("audit", "show", "--what", "certificate.recovered")
    assert f"certificate {lost} began at" in said
    listed = json.loads(house.hub("certs", "list", "--json"))
    assert {row["state"] for row in listed if row["kind"] == "agent"} == {"valid"}


def renewed_from(house: House, before: str) -> str:
    """The serial of the next certificate, once the agent holds it."""
    until(lambda: shown(house) != before, "the agent to renew")
    return shown(house)
