"""A receipt that a partner owes is awaited for so long, and may come before its send is known as sent."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.hub.endpoints import Sent
from core.hub.outbox import TRIED, Outgoing
from core.hub.owed_receipts import KEPT, OwedReceipt, came, miss
from tests.core.hub.outbound import House


class Owing(House):
    """A house whose partner says later what it has, within a minute."""

    def __init__(self) -> None:
        super().__init__()
        self.there = self.partner()
        self.there.answer = Sent(text="202", receipt_within_s=60)

    def comes(self, send_id: str, *, partner: str = "bank") -> None:
        with self.store.unit() as unit:
            came(self.store, unit, self.blobs, partner=partner, send_id=send_id)

    def misses(self, *, after_s: float) -> int:
        self.clock.move(after_s)
        return miss(self.store, self.blobs, self.clock.now())

    def owed(self) -> dict[str, str]:
        return {row.send_id: row.state for row in self.store.rows(OwedReceipt, limit=99)}


@pytest.fixture
def house() -> Owing:
    return Owing()


def test_a_receipt_that_comes_in_time_is_not_missed(house: Owing) -> None:
    send_id = house.intend()
    house.deliver()
    assert house.owed() == {send_id: "owed"}
    assert house.misses(after_s=59) == 0

    house.comes(send_id)
    house.comes(send_id)

    assert house.misses(after_s=60) == 0
    assert (house.owed(), house.told()) == ({}, [])


def test_a_receipt_that_overtakes_its_send_is_not_missed(house: Owing) -> None:
    send_id = house.intend()
    house.there.after = lambda name, payload: house.comes(send_id)

    house.deliver()

    assert (house.state(send_id), house.owed()) == ("sent", {})
    assert house.misses(after_s=61) == 0


def test_a_receipt_of_another_partner_ends_nothing(house: Owing) -> None:
    send_id = house.intend()
    house.deliver()

    house.comes(send_id, partner="eve")
    house.comes("unknown")

    assert house.owed() == {send_id: "owed"}


def test_a_test_delivery_owes_nothing(house: Owing) -> None:
    send_id = house.intend()
    with house.store.unit() as unit:
        row = unit.shelf(Outgoing).get(send_id)
        assert row is not None
        unit.shelf(Outgoing).put(replace(row, type=TRIED))

    house.deliver()

    assert house.owed() == {}


def test_what_never_comes_is_forgotten_and_its_alarm_is_not(house: Owing) -> None:
    house.intend()
    house.deliver()
    assert house.misses(after_s=61) == 1

    assert house.misses(after_s=KEPT.total_seconds()) == 0

    assert house.owed() == {}
    assert house.told() == ["raised H28"]
