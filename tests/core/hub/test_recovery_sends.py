"""While a hub recovers, no send is made twice that may not be: it is asked about, or a person decides."""

from __future__ import annotations

import msgspec
import pytest

from core.hub.arrivals import Arrival, Arriving
from core.hub.decide_send import Decided, decide
from core.hub.intake import store_arrivals
from core.hub.outbox import Attempt, Outgoing
from tests.core.hub.outbound import NOON, House
from tests.core.hub.restored import beats, books_up_to, recovering_house, restored


@pytest.fixture
def house() -> House:
    return recovering_house()


def arrives(house: House, partner: str) -> Arrival:
    with house.store.unit() as unit:
        one = Arriving(
            partner=partner, source="slips", site="", door="agent", delivery=f"{partner}/{unit.now}",
            payload=b"x",
        )  # fmt: skip
        [arrival] = store_arrivals(unit, house.blobs, [one])
    return arrival


def intends(house: House, arrival: Arrival) -> str:
    """A send that is made of what arrived, at the moment when it is handled."""
    send_id = house.intend(f"lot-{arrival.partition}-{arrival.number}")
    with house.store.unit() as unit:
        row = unit.shelf(Outgoing).get(send_id)
        assert row is not None
        unit.shelf(Outgoing).put(
            msgspec.structs.replace(
                row, partition=arrival.partition, number=arrival.number, intent_at=unit.now
            )
        )
    return send_id


def test_a_send_that_was_open_in_the_backup_is_asked_about_before_anything_leaves(house: House) -> None:
    there = house.partner(repeat="ask")
    send_id = house.intend()
    house.deliver()
    assert there.send_ids == [send_id]
    with house.store.unit() as unit:  # The backup was taken before it left.
        row = unit.shelf(Outgoing).get(send_id)
        assert row is not None
        unit.shelf(Outgoing).put(msgspec.structs.replace(row, state="waiting", due_at=NOON, tries=0))
        unit.shelf(Attempt).remove(send_id, 1)
    restored(house)
    house.deliverer = house.another_deliverer()

    house.deliver()

    assert there.send_ids == [send_id], "it was not sent a second time"
    assert house.state(send_id) == "sent"


def test_what_they_do_not_have_is_sent_after_the_question(house: House) -> None:
    there = house.partner(repeat="ask")
    send_id = house.intend()
    restored(house)
    house.deliverer = house.another_deliverer()

    house.later(5)

    assert there.send_ids == [send_id]
    assert house.tries(send_id) == ["not_arrived", "sent"]


def test_money_that_may_have_gone_waits_for_a_person_and_goes_once_when_he_says_so(house: House) -> None:
    there = house.partner(repeat="never")
    send_id = house.intend()
    restored(house)
    house.deliverer = house.another_deliverer()

    house.deliver()
    assert (there.send_ids, house.state(send_id)) == ([], "in_doubt")
    house.clock.move(60)
    decide(
        house.store, house.blobs, Decided(send_id=send_id, decision="again", by="li", reason="they say no")
    )
    house.later(1)

    assert there.send_ids == [send_id]
    assert house.state(send_id) == "sent"


def test_what_is_made_again_of_resent_records_is_held_also_when_it_is_handled_later(house: House) -> None:
    there = house.partner(repeat="never")
    life = restored(house)
    house.deliverer = house.another_deliverer()
    house.clock.move(60)
    resent = arrives(house, "warehouse")
    books_up_to(house, 150)
    beats(house, sealed=150, incarnation=life.number)
    house.clock.move(60)

    old, new = intends(house, resent), intends(house, arrives(house, "warehouse"))
    house.deliver()

    assert house.state(old) == "in_doubt"
    assert there.send_ids == [new], "what is new goes on as ever"


def test_where_sending_again_does_no_harm_nobody_is_asked(house: House) -> None:
    there = house.partner(repeat="safe")
    send_id = house.intend()
    restored(house)
    house.deliverer = house.another_deliverer()

    house.deliver()

    assert there.send_ids == [send_id]


def test_a_hub_that_was_never_restored_asks_nothing(house: House) -> None:
    there = house.partner(repeat="never")
    send_id = house.intend()

    house.deliver()

    assert there.send_ids == [send_id]


def test_who_recovers_is_not_read_for_each_send_but_an_end_is_heard_within_seconds(house: House) -> None:
    house.partner(repeat="never")
    life = restored(house)
    house.deliverer = house.another_deliverer()
    house.clock.move(60)
    held = intends(house, arrives(house, "warehouse"))
    house.deliver()

    books_up_to(house, 150)
    beats(house, sealed=150, incarnation=life.number)
    house.clock.move(1)
    at_once = intends(house, arrives(house, "warehouse"))
    house.deliver()
    house.clock.move(5)
    later = intends(house, arrives(house, "warehouse"))
    house.deliver()

    assert [house.state(one) for one in (held, at_once, later)] == ["in_doubt", "in_doubt", "sent"]
