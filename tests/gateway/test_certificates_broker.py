"""Hub and agent over a broker that takes TLS alone: each shows its certificate, one is cut off."""

from __future__ import annotations

import json
import shutil
import sqlite3
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


def enrolled(house: House, broker_url: str, *words: str) -> None:
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms", *words).strip()
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


def booked(house: House, records: int) -> None:
    until(lambda: house.count("custody_lot") == records, f"record {records} in the book")


def status(house: House) -> dict[str, object]:
    said: dict[str, object] = json.loads(
        done(house.agent_command("status", "--json"), environment=house.environment)
    )
    return said


def serials(house: House) -> set[str]:
    with sqlite3.connect(house.folder / "home" / "hub.db", timeout=30) as connection:
        rows = connection.execute("SELECT serial FROM hub_certificate WHERE kind = 'agent'").fetchall()
    return {str(row[0]) for row in rows}


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
    assert agent.stop() == 0, agent.last_words()

    (house.folder / "agent").rename(house.folder / "stolen")
    (house.folder / "drops").rename(house.folder / "old drops")
    enrolled(house, tls_broker_url, "--replace")
    until(lambda: "agent-1.1" in users(tls_rabbitmq), "a user of another name")
    house.start(house.agent_command("run"), "agent anew")
    until((house.folder / "agent" / "spool.db").exists, "the spool")
    until(lambda: status(house)["uplink"] == "amqp", "the agent to speak to the broker again")
    drop(house, 2)
    booked(house, 2)
    assert "agent-1" not in users(tls_rabbitmq)


def test_an_agent_whose_firewall_lets_nothing_but_the_broker_out_renews_over_it(
    house: House, tls_broker_url: str
) -> None:
    house.environment["LIANQIAO_CERT_LIFE_S"] = "30"
    house.hub("broker", "setup", "--apply")
    house.start_hub()
    enrolled(house, tls_broker_url)
    settings = house.folder / "agent" / "agent.toml"
    settings.write_text(settings.read_text().replace(f":{house.agent_port}", ":1"))

    agent = house.start(house.agent_command("run"), "agent")
    sent = 0
    while len(serials(house)) < 2:
        sent += 1
        drop(house, sent)
        booked(house, sent)

    until(lambda: agent.said.count(" holds until ") > 0, "the agent to keep its new certificate")
    assert "asked for by the broker" in agent.said
