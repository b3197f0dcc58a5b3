"""Goods leave: with leave, without it, over it, too late for it; booked always (T2)."""

from __future__ import annotations

import pytest

from core.custody.breach import Breach
from core.custody.lot import Lot
from core.custody.movement import Movement
from core.custody.release import ReleaseLine, ReleaseOrder
from core.kernel.errors import Refused
from tests.core.custody.documents import inbound, outbound, pledge_confirm, release_order
from tests.core.rooms import Rooms, at

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of lot L1 at WH1, all of it pledged under PC-1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    return rooms


def lot(rooms: Rooms, lot_no: str = "L1") -> Lot:
    return rooms.row(Lot, "WH1", lot_no)


def test_pledged_goods_that_leave_without_an_order_are_booked_and_alarmed(rooms: Rooms) -> None:
    """T2."""
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2)))

    assert lot(rooms).on_hand_micro == 70 * MICRO
    assert lot(rooms).pledged_micro == 70 * MICRO
    text = rooms.alerts()["C01:WH1/OUT-1/L1"]
    assert "30 TNE of lot L1 left WH1" in text
    assert "no release order was named" in text


def test_an_unauthorised_release_stops_all_further_releases_of_the_warehouse(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "10 TNE"}, at(1)))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2)))

    with pytest.raises(Refused, match="WH1 is stopped since 2025-06-02 10:00"):
        rooms.receive(release_order("RO-1", {"L2": "10 TNE"}, at(3)))

    assert lot(rooms, "L2").reserved_micro == 0
    assert rooms.rows(ReleaseOrder) == []


def test_an_outbound_with_its_order_is_matched_and_uses_up_the_reserve(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))
    assert lot(rooms).reserved_micro == 30 * MICRO

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1"))

    assert rooms.alerts() == {}
    assert (lot(rooms).on_hand_micro, lot(rooms).pledged_micro, lot(rooms).reserved_micro) == (
        70 * MICRO,
        70 * MICRO,
        0,
    )
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").state == "done"


def test_the_same_outbound_twice_moves_the_goods_once(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2)))
    before = rooms.books()

    assert rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2))) == []

    assert rooms.books() == before


def test_partial_pick_ups_add_up_and_the_one_that_goes_over_is_alarmed(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), tolerance="0.003"))
    rooms.receive(outbound("OUT-1", {"L1": "20 TNE"}, at(3), order="RO-1"))
    rooms.receive(outbound("OUT-2", {"L1": "10.09 TNE"}, at(4), order="RO-1"))
    assert rooms.alerts() == {}

    rooms.receive(outbound("OUT-3", {"L1": "0.01 TNE"}, at(5), order="RO-1"))

    assert list(rooms.alerts()) == ["C01:WH1/OUT-3/L1"]
    assert "30.1 TNE went on release order RO-1, which allows 30 TNE" in rooms.alerts()["C01:WH1/OUT-3/L1"]
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").taken_micro == 30_100_000
    assert lot(rooms).on_hand_micro == 69_900_000


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        (1.9, "release order RO-1 was only issued at 2025-06-02 10:00:00Z"),
        (2.5, "release order RO-1 holds from 2025-06-02 11:00:00Z to 2025-06-02 12:00:00Z"),
        (4, "release order RO-1 holds from 2025-06-02 11:00:00Z to 2025-06-02 12:00:00Z"),
    ],
)
def test_an_outbound_outside_the_orders_time_has_no_leave(rooms: Rooms, hours: float, reason: str) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), valid_from=at(3), valid_to=at(4)))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(hours), order="RO-1", received=at(6)))

    assert reason in rooms.alerts()["C01:WH1/OUT-1/L1"]
    assert lot(rooms).on_hand_micro == 70 * MICRO


def test_the_time_of_the_goods_decides_not_the_time_of_the_message(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), valid_from=at(3), valid_to=at(4)))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3.5), order="RO-1", received=at(30)))

    assert rooms.alerts() == {}


def test_an_order_for_one_lot_is_no_leave_for_another(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "50 TNE"}, at(1)))
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))

    rooms.receive(outbound("OUT-1", {"L2": "30 TNE"}, at(3), order="RO-1"))

    assert "release order RO-1 does not name lot L2" in rooms.alerts()["C01:WH1/OUT-1/L2"]
    assert lot(rooms, "L2").on_hand_micro == 20 * MICRO
    assert lot(rooms).reserved_micro == 30 * MICRO


def test_a_truck_the_order_does_not_name_has_no_leave(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), vehicles=["沪A12345"]))

    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(3), order="RO-1", vehicle="沪A12345"))
    rooms.receive(outbound("OUT-2", {"L1": "10 TNE"}, at(3), order="RO-1", vehicle="苏B99999"))

    assert list(rooms.alerts()) == ["C01:WH1/OUT-2/L1"]
    assert "苏B99999" in rooms.alerts()["C01:WH1/OUT-2/L1"]


def test_free_goods_need_no_order_and_tell_nobody_above(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "50 TNE"}, at(1)))

    assert rooms.receive(outbound("OUT-1", {"L2": "50 TNE"}, at(3))) == []

    assert lot(rooms, "L2").on_hand_micro == 0
    assert not lot(rooms, "L2").in_stock


def test_free_goods_go_first_and_only_what_eats_into_the_pledge_needs_leave() -> None:
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
    rooms.produced.clear()

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(2)))
    assert rooms.alerts() == {}
    assert lot(rooms).pledged_micro == 60 * MICRO

    rooms.receive(outbound("OUT-2", {"L1": "1 TNE"}, at(3)))
    assert list(rooms.alerts()) == ["C01:WH1/OUT-2/L1"]
    assert lot(rooms).pledged_micro == 59 * MICRO


def test_a_lot_nobody_knows_is_booked_below_zero_and_alarmed() -> None:
    rooms = Rooms("custody")

    rooms.receive(outbound("OUT-1", {"L9": "5 TNE"}, at()))

    assert lot(rooms, "L9").on_hand_micro == -5 * MICRO
    assert "lot L9 is unknown" in rooms.alerts()["C01:WH1/OUT-1/L9"]


def test_more_of_free_goods_than_ever_came_in_is_booked_below_zero_and_alarmed() -> None:
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "5 TNE"}, at()))

    rooms.receive(outbound("OUT-1", {"L1": "5 TNE"}, at(1)))
    assert rooms.alerts() == {}
    rooms.receive(outbound("OUT-2", {"L1": "2 TNE"}, at(1)))
    assert list(rooms.alerts()) == ["C07:WH1/L1"]

    rooms.receive(inbound("IN-2", {"L1": "2 TNE"}, at(0.5), received=at(2)))
    assert rooms.alerts() == {}


def test_units_of_one_kind_are_converted_and_of_another_kind_refused(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "2500 KGM"}, at(2)))
    assert lot(rooms).on_hand_micro == 102_500_000

    with pytest.raises(Refused, match="lot L1 is kept in TNE"):
        rooms.receive(inbound("IN-3", {"L1": "4 H87"}, at(3)))

    assert lot(rooms).on_hand_micro == 102_500_000


def test_a_lot_of_an_impossible_size_is_refused(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="no lot has more than 10000000000 TNE"):
        rooms.receive(inbound("IN-2", {"L1": "9999999901 TNE"}, at(2)))

    assert lot(rooms).on_hand_micro == 100 * MICRO


def test_a_source_whose_clock_runs_ahead_is_alarmed_and_booked(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "1 TNE"}, at(2), received=at(2 - 119 / 3600)))
    assert rooms.alerts() == {}

    rooms.receive(inbound("IN-3", {"L2": "1 TNE"}, at(2), received=at(2 - 121 / 3600)))

    assert "121 s after it was received; 120 s are allowed" in rooms.alerts()["C15:WH1"]
    assert lot(rooms, "L2").on_hand_micro == 2 * MICRO


def test_a_run_of_messages_in_one_unit_of_work_books_as_one_at_a_time() -> None:
    run = [
        inbound("IN-1", {"L1": "100 TNE", "L2": "50 TNE"}, at()),
        pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)),
        release_order("RO-1", {"L1": "30 TNE"}, at(2)),
        outbound("OUT-1", {"L1": "10 TNE"}, at(3), order="RO-1"),
        outbound("OUT-2", {"L1": "10 TNE", "L2": "1 TNE"}, at(4)),
    ]
    together, apart = Rooms("custody"), Rooms("custody")

    together.receive(*run)
    for message in run:
        apart.receive(message)

    assert together.books() == apart.books()
    assert together.alerts() == apart.alerts()
    assert len(together.rows(Movement)) == 6


def test_of_very_many_alarms_in_one_message_the_rest_are_told_together() -> None:
    rooms = Rooms("custody")

    rooms.receive(outbound("OUT-1", {f"L{number:04}": "1 TNE" for number in range(1_000)}, at()))

    assert len(rooms.alerts()) == 401
    assert "and 600 more alerts of OUT-1, such as: 1 TNE of lot L0400" in rooms.alerts()["C01:WH1/OUT-1"]
    assert len(rooms.rows(Breach, open=True)) == 1_000
