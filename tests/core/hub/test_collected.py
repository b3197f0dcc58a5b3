"""What a partner fetches itself is laid out once, in order, with the end of its send, and goes with it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from adapters.collect.endpoint import make_endpoint
from adapters.memory.queues import MemoryQueues
from adapters.memory.store import MemoryStore
from core.hub.collected import Collected, ready, the_box
from core.hub.contracts import Send
from core.hub.endpoints import Destination
from core.hub.outbox import Attempt, Outgoing
from core.hub.payloads import Payload
from core.hub.retention import SENT_DAYS, Retention
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused
from tests.contracts.stores import KINDS, START, open_store
from tests.core.hub.outbound import HOOK, House, hours
from tests.core.hub.pulling import Contracts, Dead, dying_at

BOX = Send(name="alerts", adapter="collect", address="collect:", types=("t",), repeat="safe")


@pytest.fixture
def house() -> House:
    house = House()
    house.destinations.known[HOOK] = Destination(send=BOX, endpoint=make_endpoint(BOX, b""))
    return house


def laid_out(house: House) -> list[tuple[int, str]]:
    return [(row.sequence, row.key) for row in ready(house.store, HOOK, after=0, limit=99)]


def test_what_is_sent_lies_there_in_the_order_of_its_sending(house: House) -> None:
    house.intend("lot-1")
    house.deliver()
    house.intend("lot-2")
    house.deliver()

    assert laid_out(house) == [(1, "lot-1"), (2, "lot-2")]
    assert [row.sequence for row in ready(house.store, HOOK, after=1, limit=9)] == [2]


@pytest.mark.parametrize("step", ["deliver.claimed", "deliver.answered"])
def test_a_deliverer_that_dies_leaves_it_there_once(house: House, step: str) -> None:
    send_id = house.intend()
    with pytest.raises(Dead), dying_at(step):
        house.deliver()
    assert laid_out(house) == []

    house.later(hours(1))

    assert (house.state(send_id), laid_out(house)) == ("sent", [(1, "lot-1")])


def test_it_goes_when_its_send_does_and_numbers_are_not_given_again(house: House) -> None:
    house.intend()
    house.deliver()
    assert isinstance(house.store, MemoryStore)
    retention = Retention(house.store, Contracts(), MemoryQueues(house.store))  # type: ignore[arg-type]
    retention.keep(house.clock.now() + timedelta(days=SENT_DAYS - 1))
    assert len(laid_out(house)) == 1

    retention.keep(house.clock.now() + timedelta(days=SENT_DAYS + 1))
    assert laid_out(house) == []

    house.intend("lot-2")
    house.deliver()
    assert laid_out(house) == [(2, "lot-2")]


@pytest.mark.parametrize("kind", KINDS)
def test_in_every_store_a_number_is_given_once(request: pytest.FixtureRequest, kind: str) -> None:
    from core.hub.collected import lay_out

    store = open_store(kind, request, FixedClock(START))
    house = House()
    house.intend("a")
    house.intend("b")
    for outgoing in house.store.rows(Outgoing, limit=2):
        attempt = Attempt(
            send_id=outgoing.send_id, attempt=1, name="n", sha256="", size=1, at=START, result="", text="",
            done_at=None,
        )  # fmt: skip
        for _ in range(2):
            with store.unit() as unit:
                lay_out(unit, outgoing, attempt, Payload(body=b"{}"))

    rows = store.rows(Collected, limit=9)
    assert [(row.sequence, row.body) for row in rows] == [(1, b"{}"), (2, b"{}")]


def test_which_box_is_meant_is_said_or_clear() -> None:
    assert (the_box(["a"], ""), the_box(["a", "b"], "b")) == ("a", "b")
    for boxes, named in ((["a", "b"], ""), (["a"], "b"), ([], "")):
        with pytest.raises(Refused):
            the_box(boxes, named)


def test_an_address_outside_is_refused() -> None:
    with pytest.raises(Refused):
        make_endpoint(msgspec.structs.replace(BOX, address="https://bank.example/"), b"")
