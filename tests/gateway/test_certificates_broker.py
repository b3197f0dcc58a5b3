"""Hub and agent over a broker that takes TLS alone: each shows its certificate, one is cut off."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.processes import House
from tests.hub_world import slip
from tests.patience import until
from tests.programs import done
from tests.servers.rabbitmq import RabbitMQ

pytestmark = pytest.mark.servers


@pytest.fixture
def house(tmp_path: Path, tls_rabbitmq: RabbitMQ, tls_broker_url: str) -> Iterator[House]:
    """A hub of the broker's own authority."""
    assert tls_rabbitmq.certificates is not None
    made = House(
        tmp_path,
        LIANQIAO_BROKER_URL=tls_broker_url,
        LIANQIAO_BROKER_API_URL=tls_rabbitmq.management_url,
    )
    shutil.copytree(tls_rabbitmq.certificates, tmp_path / "home" / "certs")
    made.hub("partner", "publish")
    yield made
    made.close()
    made.hub("certs", "revoke", "agent-1", "--why", "the test is over")


def enrolled(house: House, broker_url: str) -> None:
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    home, drops = house.folder / "agent", house.folder / "drops"
    home.mkdir(mode=0o700)
    drops.mkdir()
    (home / "agent.toml").write_text(
        f'beat_s = 1.0\n[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\n'
        f'ca = "{house.folder / "home" / "certs" / "ca.pem"}"\ntimeout_s = 60.0\n'
        f'[uplink]\namqp = "{broker_url}"\nretry_s = 1.0\n'
        f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\n'
        'finished = "rename"\nevery_s = 0.1\n'
    )
    done(house.agent_command("enrol", "--token", token), environment=house.environment)


def drop(house: House, number: int) -> None:
    part = house.folder / f"{number}.part"
    part.write_bytes(slip("in", f"IN-{number}", (f"L{number}", "10")))
    part.rename(house.folder / "drops" / f"{number}.json")


def status(house: House) -> dict[str, object]:
    said: dict[str, object] = json.loads(
        done(house.agent_command("status", "--json"), environment=house.environment)
    )
    return said


def users(broker: RabbitMQ) -> set[str]:
    return {one["name"] for one in broker.api("GET", "/users").json()}


def test_records_flow_by_certificates_alone_until_the_agent_is_revoked(
    house: House, tls_rabbitmq: RabbitMQ, tls_broker_url: str
) -> None:
    asked = house.hub("broker", "setup")
    assert "user worker.hub, by its certificate alone" in asked
    assert "nothing was done" in asked
    house.hub("broker", "setup", "--apply")
    house.start_hub()
    enrolled(house, tls_broker_url)
    until(lambda: "agent-1" in users(tls_rabbitmq), "the agent's user at the broker")
    agent = house.start(house.agent_command("run"), "agent")
    until((house.folder / "agent" / "spool.db").exists, "the spool")
    until(lambda: status(house)["uplink"] == "amqp", "the agent to speak to the broker")
    drop(house, 1)
    until(lambda: house.count("custody_lot") == 1, "the record in the book")

    house.hub("certs", "revoke", "agent-1", "--why", "the laptop was stolen")

    assert "agent-1" not in users(tls_rabbitmq)
    until(lambda: "the broker:" in agent.said, "the broker to cut it off")
    drop(house, 2)
    until(lambda: "403" in agent.said, "the hub's door to refuse it too")
    assert house.count("custody_lot") == 1
