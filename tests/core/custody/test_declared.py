"""A source declares an event of its own to be wrong: taken back once, whichever came first, and alarmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from core.custody.breach import Breach
from core.custody.declared import Declared
from core.custody.lot import Lot
from core.custody.movement import Movement, book_as_of
from core.custody.site import Site
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.custody.documents import adjust, inbound, outbound, pledge_confirm, release_order, void
from tests.core.rooms import Rooms, at, told

MICRO = 1_000_000


def declared(told_type: str, number: str, when: datetime, **rest: Any) -> Message:
    """The source takes back what it told at `when`, signed by nobody."""
    body = {
        "correction_no": number,
        "kind": "declared",
        "event_time": when,
        "warehouse": "WH1",
        "corrects": {"kind": told_type, "number": number},
        "reason": "the reader stood open",
    }
    return told("wms.correction.v1", body | rest)


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    return rooms


def on_hand(rooms: Rooms, lot_no: str = "L1") -> int:
    return rooms.row(Lot, "WH1", lot_no).on_hand_micro // MICRO


def test_what_was_booked_is_taken_back_and_alarmed(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1)))

    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1)))

    assert on_hand(rooms) == 100
    assert "1 movements are taken back" in rooms.alerts()["C07:WH1/IN-2/declared"]
    [reversal] = rooms.rows(Movement, kind="reversal")
    assert (reversal.on_hand_delta, reversal.counts_from) == (-5 * MICRO, at(1))


def test_what_comes_after_it_was_declared_wrong_is_booked_and_taken_back_at_once(rooms: Rooms) -> None:
    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1)))
    assert on_hand(rooms) == 100
    assert "nothing of it stands" in rooms.alerts()["C07:WH1/IN-2/declared"]

    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1), received=at(3)))

    assert on_hand(rooms) == 100
    assert sorted(each.kind for each in rooms.rows(Movement)) == ["in", "in", "reversal"]
    assert "taken back" in rooms.alerts()["C07:WH1/IN-2/declared"]


@pytest.mark.parametrize("first", ["event", "declaration", "together"])
def test_whichever_comes_first_the_book_is_the_same(first: str) -> None:
    rooms = Rooms("custody")
    event = inbound("IN-1", {"L1": "100 TNE", "L2": "7 TNE"}, at(), received=at(2))
    taken_back = declared("wms.inbound.v1", "IN-1", at())
    units: dict[str, list[list[Message]]] = {
        "event": [[event], [taken_back]],
        "declaration": [[taken_back], [event]],
        "together": [[taken_back, event]],
    }
    for messages in units[first]:
        rooms.receive(*messages)

    assert (on_hand(rooms), on_hand(rooms, "L2")) == (0, 0)
    assert len(rooms.rows(Movement)) == 4


def test_told_twice_it_is_taken_back_once(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1)))
    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1)))

    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1), correction_no="another"))

    assert on_hand(rooms) == 100
    assert len(rooms.rows(Declared)) == 1


def test_an_outbound_that_never_was_gives_its_order_back(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.receive(release_order("RO-1", {"L1": "10 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(3), order="RO-1"))

    rooms.receive(declared("wms.outbound.v1", "OUT-1", at(3)))

    lot = rooms.row(Lot, "WH1", "L1")
    assert (lot.on_hand_micro, lot.pledged_micro, lot.reserved_micro) == (
        100 * MICRO,
        100 * MICRO,
        10 * MICRO,
    )


@pytest.mark.parametrize("late", [False, True])
def test_nobody_ends_a_breach_by_a_word_of_his_own(rooms: Rooms, late: bool) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    messages = [outbound("OUT-1", {"L1": "10 TNE"}, at(3)), declared("wms.outbound.v1", "OUT-1", at(3))]
    for message in reversed(messages) if late else messages:
        rooms.receive(message)

    assert on_hand(rooms) == 100
    assert "C01:WH1/OUT-1/L1" in rooms.alerts()
    [breach] = rooms.rows(Breach)
    assert breach.open
    assert rooms.row(Site, "WH1").stopped_since == at(3)


def test_what_is_told_in_its_stead_is_booked_as_usual(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1)))
    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1), replaced_by=["IN-3"]))

    rooms.receive(inbound("IN-3", {"L1": "6 TNE"}, at(1)))

    assert on_hand(rooms) == 106


def test_an_event_of_the_same_number_and_another_kind_is_not_meant(rooms: Rooms) -> None:
    rooms.receive(declared("wms.outbound.v1", "IN-2", at(1)))

    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1)))

    assert on_hand(rooms) == 105


def test_what_a_person_voided_before_is_not_taken_back_twice(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1)))
    rooms.receive(void("CR-1", "wms.inbound.v1", "IN-2", at(2)))

    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1)))

    assert on_hand(rooms) == 100


@pytest.mark.parametrize("kind", ["wms.transfer.v1", "wms.correction.v1", "wms.stock_count.v1"])
def test_only_what_came_in_or_went_out_is_taken_back_without_a_person(rooms: Rooms, kind: str) -> None:
    with pytest.raises(Refused, match="have a person sign"):
        rooms.receive(declared(kind, "X-1", at(1)))


def test_an_adjustment_still_needs_an_approver(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="approver"):
        rooms.receive(adjust("CR-1", {"L1": "1 TNE"}, at(1), approver=""))


def test_the_curve_behind_it_is_as_if_it_never_was(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "5 TNE"}, at(1)))
    rooms.receive(declared("wms.inbound.v1", "IN-2", at(1)))

    known, before = (book_as_of(rooms.rows(Movement), at(2), until) for until in (at(99), at(1.5)))
    assert known.on_hand_micro == 100 * MICRO
    assert before.on_hand_micro == 100 * MICRO
