"""What goes out is written by the mapping that was in force when the message was made."""

from __future__ import annotations

import json

import pytest

from adapters import formats
from adapters.memory.endpoint import away
from adapters.memory.queues import MemoryQueues
from adapters.wiring.forms import StoredForms
from core.hub.contracts import Artifact, Contract, Send
from core.hub.deliver import Deliverer, Way
from core.hub.mapping import Facts
from core.hub.outbox import Attempt, Outgoing
from core.hub.payloads import Payloads
from core.kernel.errors import Broken
from tests.core.hub.outbound import NOON, House

MAPPING = """
mapping: 1
takes: alert.opened.v1
writes: {format: json}
file: {fact: document}
tree:
  name: alert
  fields:
    our_id: {fact: document}
    number: {fact: sequence}
    %s: {from: %s}
"""


class WithMapping:
    """A library whose contract names a mapping for the endpoint."""

    def contract(self, hash_: str) -> Contract:
        send = Send(name="alerts", adapter="file", address="", types=("t",), repeat="ask", mapping="alert")
        return Contract(
            partner="bank", name="Bank", parties=(), sites=(), sends=(send,), mappings={"alert": f"m-{hash_}"}
        )


def publish(house: House, hash_: str, mapping: str) -> None:
    kept = formats.bundle(mapping.encode(), "bank/out/alert.yaml")
    with house.store.unit() as unit:
        unit.shelf(Artifact).put(
            Artifact(hash=hash_, kind="mapping", name="bank/out/alert.yaml", body=kept, published_at=NOON)
        )


@pytest.fixture
def house() -> House:
    """A house whose endpoint is told by the mapping of contract c1."""
    house = House()
    publish(house, "m-c1", MAPPING % ("words", "text"))
    house.deliverer = Deliverer(
        Way(
            store=house.store,
            blobs=house.blobs,
            queues=MemoryQueues(house.store),
            destinations=house.destinations,
            payloads=Payloads(WithMapping(), StoredForms(house.store)),  # type: ignore[arg-type]
        )
    )
    return house


def test_the_mapping_writes_the_bytes_with_our_id_and_sequence_inside_and_names_the_file(
    house: House,
) -> None:
    partner = house.partner()
    send_id = house.intend()

    house.deliver()

    [(name, payload, headers)] = partner.arrived
    assert json.loads(payload) == {"our_id": send_id, "number": "1", "words": "10.50 t left"}
    assert (name, headers["media"]) == (send_id, "application/json")


def test_every_try_carries_the_same_bytes_and_number(house: House) -> None:
    partner = house.partner()
    partner.before = away
    send_id = house.intend("lot-1")
    house.deliver()
    house.intend("lot-2")
    partner.before = lambda name, payload: None

    house.later(10)
    house.deliver()

    tries = house.store.rows(Attempt, limit=10, send_id=send_id)
    assert len({(one.name, one.sha256) for one in tries}) == 1
    said = [json.loads(payload) for _, payload, _ in partner.arrived]
    assert {one["our_id"]: one["number"] for one in said}[send_id] == "1"


def test_what_the_mapping_cannot_say_is_given_up_with_the_line(house: House) -> None:
    publish(house, "m-c1", MAPPING % ("words", "no_such_field, required: true"))
    partner = house.partner()
    send_id = house.intend()

    house.deliver()

    row = house.store.get(Outgoing, send_id)
    assert row is not None
    assert row.state == "given_up"
    assert "words is missing" in row.text
    assert "alert.yaml:11" in row.text
    assert partner.arrived == []


def test_a_form_that_nobody_published_is_our_own_broken_promise() -> None:
    with pytest.raises(Broken, match="was ever published"):
        StoredForms(House().store).write("none", {}, Facts())
