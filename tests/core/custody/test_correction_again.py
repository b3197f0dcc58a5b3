"""Corrections that were wrong themselves, and counts that what came late makes look otherwise (T6, T8)."""

from __future__ import annotations

import pytest

from core.custody.breach import Breach
from core.custody.count import Count, Variance
from core.custody.lot import Lot
from core.custody.release import ReleaseLine
from core.custody.snapshot import SnapshotRow
from core.kernel.errors import Refused
from tests.core.custody.documents import (
    adjust,
    count,
    inbound,
    measure,
    outbound,
    pledge_confirm,
    release_order,
    snapshot,
    transfer,
    void,
)
from tests.core.rooms import Rooms, at

MICRO = 1_000_000
CORRECTION = "wms.correction.v1"


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1, all pledged under PC-1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    return rooms


def lot(rooms: Rooms) -> tuple[int, int]:
    row = rooms.row(Lot, "WH1", "L1")
    return row.on_hand_micro // MICRO, row.pledged_micro // MICRO


def test_a_correction_of_a_correction_lets_stand_what_was_taken_back(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2)))
    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(3)))
    assert (lot(rooms), rooms.alerts()) == ((100, 100), {})

    rooms.receive(void("V-2", CORRECTION, "V-1", at(4)))

    assert lot(rooms) == (70, 70)
    assert "30 TNE of lot L1 left WH1" in rooms.alerts()["C01:WH1/OUT-1/L1"]
    assert rooms.row(Breach, "WH1", "OUT-1", "L1").open


def test_and_a_third_takes_it_back_again(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2)))
    for number, (kind, corrected) in enumerate(
        [("wms.outbound.v1", "OUT-1"), (CORRECTION, "V-1"), (CORRECTION, "V-2")], start=1
    ):
        rooms.receive(void(f"V-{number}", kind, corrected, at(2 + number)))

    assert (lot(rooms), rooms.alerts()) == ((100, 100), {})
    with pytest.raises(Refused, match="V-2 booked at WH1 still stands"):
        rooms.receive(void("V-9", CORRECTION, "V-2", at(9)))


def test_what_stands_again_can_be_taken_back_by_its_own_number(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2)))
    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(3)))
    rooms.receive(void("V-2", CORRECTION, "V-1", at(4)))

    rooms.receive(void("V-3", "wms.outbound.v1", "OUT-1", at(5)))

    assert (lot(rooms), rooms.alerts()) == ((100, 100), {})
    with pytest.raises(Refused, match="OUT-1 booked at WH1 still stands"):
        rooms.receive(void("V-4", "wms.outbound.v1", "OUT-1", at(6)))


def test_a_departure_with_leave_that_stands_again_uses_its_order_again(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1"))
    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(4)))
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").taken_micro == 0

    rooms.receive(void("V-2", CORRECTION, "V-1", at(5)))

    line = rooms.row(ReleaseLine, "WH1", "RO-1", "L1")
    assert (line.taken_micro, line.reserved_micro) == (30 * MICRO, 0)
    assert (lot(rooms), rooms.alerts()) == ((70, 70), {})


def test_an_adjustment_is_voided_and_the_void_is_voided(rooms: Rooms) -> None:
    rooms.receive(adjust("A-1", {"L1": "5 TNE"}, at(2)))
    rooms.receive(void("V-1", CORRECTION, "A-1", at(3)))
    assert lot(rooms)[0] == 100

    rooms.receive(void("V-2", CORRECTION, "V-1", at(4)))

    assert lot(rooms)[0] == 105


def test_a_transfer_is_not_made_to_stand_again_but_told_again(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "10 TNE"}, "depart", at(2), to_warehouse="WH1B"))
    rooms.receive(void("V-1", "wms.transfer.v1", "T-1", at(3)))

    with pytest.raises(Refused, match="V-2 would let transfer T-1 stand again; tell its legs again"):
        rooms.receive(void("V-2", CORRECTION, "V-1", at(4)))


def case(rooms: Rooms, count_no: str = "CT-1") -> Variance:
    return rooms.row(Variance, "WH1", count_no, "L1")


def test_an_outbound_that_comes_late_explains_the_count_that_found_less(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "90 TNE"}, at(5)))
    assert "C02:WH1/L1/count" in rooms.alerts()

    rooms.receive(release_order("RO-1", {"L1": "10 TNE"}, at(3), received=at(6)))
    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(4), order="RO-1", received=at(7)))

    assert rooms.alerts() == {}
    assert (case(rooms).open, case(rooms).closed) == (False, "OUT-1 came late and explains it")
    assert rooms.row(Count, "WH1", "CT-1", "L1").book_micro == 90 * MICRO


def test_a_count_between_two_late_movements_is_judged_by_the_one_before_it(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(5)))

    rooms.receive(inbound("IN-9", {"L1": "7 TNE"}, at(6), received=at(8)))
    assert rooms.alerts() == {}
    rooms.receive(inbound("IN-8", {"L1": "7 TNE"}, at(4), received=at(9)))

    text = rooms.alerts()["C02:WH1/L1/count"]
    assert "count CT-1 found 100 TNE, book 107 TNE" in text
    assert case(rooms).rest_micro == -7 * MICRO


def test_what_an_approved_correction_had_settled_stays_settled(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "90 TNE"}, at(5)))
    rooms.receive(adjust("A-1", {"L1": "-4 TNE"}, at(6), count_no="CT-1"))

    rooms.receive(inbound("IN-8", {"L1": "1 TNE"}, at(4), received=at(9)))

    assert (case(rooms).difference_micro, case(rooms).rest_micro) == (-11 * MICRO, -7 * MICRO)


def test_of_several_counts_only_the_newest_opens_a_case_anew(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(5)))
    rooms.receive(count("CT-2", {"L1": "100 TNE"}, at(6)))

    rooms.receive(inbound("IN-8", {"L1": "1 TNE"}, at(4), received=at(9)))

    assert [each.count_no for each in rooms.rows(Variance, open=True)] == ["CT-2"]


def test_a_lot_that_a_snapshot_lists_twice_is_judged_by_the_sum_of_its_places(rooms: Rooms) -> None:
    halves = [
        {"lot_no": "L1", "on_hand": measure("60 TNE"), "location": "A"},
        {"lot_no": "L1", "on_hand": measure("40000 KGM"), "location": "B"},
    ]
    rooms.receive(snapshot("S-1", {}, at(5), lines=halves))

    [row] = rooms.rows(SnapshotRow)
    assert (row.told_micro, row.state, rooms.alerts()) == (100 * MICRO, "agrees", {})


def test_a_correction_dated_back_changes_the_book_of_then_and_of_every_snapshot_since(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "95 TNE"}, at(5)))
    assert "C02:WH1/L1" in rooms.alerts()

    rooms.receive(adjust("A-1", {"L1": "-5 TNE"}, at(4)))

    assert "C02:WH1/L1" not in rooms.alerts()
    assert rooms.row(SnapshotRow, "WH1", at(5), "S-1", "L1").state == "agrees"
