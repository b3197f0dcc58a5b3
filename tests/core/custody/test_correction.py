"""A count is evidence, a correction is a new fact: nobody edits the book (T6)."""

from __future__ import annotations

import pytest

from core.custody.count import Count, Variance
from core.custody.lot import Lot
from core.custody.movement import Movement, book_as_of
from core.custody.past import PastBook
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.site import Site
from core.custody.snapshot import SnapshotRow
from core.kernel.errors import Refused
from tests.core.custody.documents import (
    adjust,
    count,
    inbound,
    outbound,
    pledge_confirm,
    release_order,
    snapshot,
    void,
)
from tests.core.rooms import Rooms, RoomUnit, at

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1, all of it pledged under PC-1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    return rooms


def lot(rooms: Rooms) -> Lot:
    return rooms.row(Lot, "WH1", "L1")


def test_a_count_that_agrees_is_noted_and_moves_nothing(rooms: Rooms) -> None:
    before = rooms.rows(Lot)

    assert rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(2))) == []

    assert rooms.rows(Lot) == before
    assert rooms.row(Count, "WH1", "CT-1", "L1").within


def test_a_count_that_is_short_alarms_opens_a_case_and_overwrites_nothing(rooms: Rooms) -> None:
    """T6."""
    rooms.receive(count("CT-1", {"L1": "97.5 TNE"}, at(2)))

    assert "count CT-1 found 97.5 TNE, book 100 TNE" in rooms.alerts()["C02:WH1/L1/count"]
    assert lot(rooms).on_hand_micro == 100 * MICRO
    assert rooms.row(Variance, "WH1", "CT-1", "L1").rest_micro == -2_500_000


def test_a_count_is_compared_with_the_book_of_its_own_moment(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "40 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(4), order="RO-1"))

    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(3), received=at(5)))

    assert rooms.alerts() == {}


def test_a_full_count_says_that_what_it_does_not_list_was_not_there(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "5 TNE"}, at(1)))

    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(2), kind="full"))

    assert set(rooms.alerts()) == {"C02:WH1/L2/count"}


def test_a_full_count_of_one_hall_does_not_speak_of_the_others(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "5 TNE"}, at(1)))

    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(2), kind="full", location="Hall 1"))

    assert rooms.alerts() == {}


def test_what_left_at_the_moment_of_the_count_is_not_counted_any_more(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "40 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(3), order="RO-1"))

    rooms.receive(count("CT-1", {"L1": "60 TNE"}, at(3), received=at(4)))

    assert rooms.alerts() == {}


def test_only_an_approved_correction_settles_the_case(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "97.5 TNE"}, at(2)))

    with pytest.raises(Refused, match="names no approver"):
        rooms.receive(adjust("ADJ-1", {"L1": "-2.5 TNE"}, at(3), count_no="CT-1", approver=" "))
    assert lot(rooms).on_hand_micro == 100 * MICRO

    rooms.receive(adjust("ADJ-2", {"L1": "-1 TNE"}, at(3), count_no="CT-1"))
    assert rooms.row(Variance, "WH1", "CT-1", "L1").open

    rooms.receive(adjust("ADJ-3", {"L1": "-1.5 TNE"}, at(3), count_no="CT-1"))
    assert not rooms.row(Variance, "WH1", "CT-1", "L1").open
    assert lot(rooms).on_hand_micro == 97_500_000


def test_a_correction_in_the_name_of_a_count_without_a_case_is_refused(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="no open case of count CT-9"):
        rooms.receive(adjust("ADJ-1", {"L1": "-1 TNE"}, at(3), count_no="CT-9"))

    assert lot(rooms).on_hand_micro == 100 * MICRO


def test_a_shrinkage_below_what_is_pledged_is_short_stock(rooms: Rooms) -> None:
    rooms.receive(adjust("ADJ-1", {"L1": "-1 TNE"}, at(3)))

    assert "99 TNE are there, 100 TNE are pledged under PC-1" in rooms.alerts()["C02:WH1/L1"]
    assert lot(rooms).eligible_micro == 99 * MICRO


def test_a_shrinkage_of_free_goods_is_not_short(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "2 TNE"}, at(2)))

    rooms.receive(adjust("ADJ-1", {"L1": "-1 TNE"}, at(3)))

    assert rooms.alerts() == {}


def test_a_later_count_that_agrees_closes_the_case(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "97.5 TNE"}, at(2)))

    rooms.receive(count("CT-2", {"L1": "100 TNE"}, at(3)))

    assert rooms.alerts() == {}
    assert not rooms.row(Variance, "WH1", "CT-1", "L1").open


def test_voiding_an_outbound_brings_goods_pledge_order_and_site_back(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))
    before = (lot(rooms), rooms.row(ReleaseOrder, "WH1", "RO-1"))
    rooms.receive(outbound("OUT-1", {"L1": "31 TNE"}, at(3), order="RO-1"))
    assert rooms.row(Site, "WH1").stopped_since is not None

    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(3), received=at(5)))

    after = lot(rooms)
    assert (after.on_hand_micro, after.pledged_micro, after.reserved_micro, after.contract_no) == (
        before[0].on_hand_micro,
        before[0].pledged_micro,
        before[0].reserved_micro,
        "PC-1",
    )
    assert rooms.row(ReleaseOrder, "WH1", "RO-1") == before[1]
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").taken_micro == 0
    assert rooms.alerts() == {}
    assert rooms.row(Site, "WH1").stopped_since is None


def test_what_was_voided_cannot_be_voided_again(rooms: Rooms) -> None:
    rooms.receive(void("V-1", "wms.inbound.v1", "IN-1", at()))

    with pytest.raises(Refused, match=r"nothing that wms\.inbound\.v1 IN-1 booked at WH1 still stands"):
        rooms.receive(void("V-2", "wms.inbound.v1", "IN-1", at()))

    assert lot(rooms).on_hand_micro == 0


def test_what_moved_no_goods_cannot_be_voided(rooms: Rooms) -> None:
    with pytest.raises(Refused, match=r"wms\.stock_snapshot\.v1 S-1 moved no goods"):
        rooms.receive(void("V-1", "wms.stock_snapshot.v1", "S-1", at()))


def test_a_reversal_names_its_original_and_counts_from_the_same_moment(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3)))
    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(3), received=at(9)))

    [out] = rooms.rows(Movement, kind="out")
    [reversal] = rooms.rows(Movement, kind="reversal")
    assert reversal.reverses == out.movement_id
    assert reversal.counts_from == out.counts_from
    assert reversal.on_hand_delta == -out.on_hand_delta


def test_the_book_at_any_time_as_known_at_any_time(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), received=at(6)))
    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(3), received=at(9)))
    movements = rooms.rows(Movement)

    def on_hand(hours: float, known: float) -> int:
        return book_as_of(movements, at(hours), at(known)).on_hand_micro // MICRO

    assert on_hand(4, known=5) == 100
    assert on_hand(4, known=7) == 70
    assert on_hand(4, known=10) == 100
    assert on_hand(2, known=10) == 100
    assert on_hand(-1, known=10) == 0


def test_the_past_book_is_the_sum_of_the_movements_at_every_moment(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "7 TNE", "L2": "5 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(30), received=at(31)))
    rooms.receive(outbound("OUT-2", {"L1": "3 TNE", "L2": "1 TNE"}, at(50), received=at(49)))
    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(30), received=at(60)))
    movements = rooms.rows(Movement)

    past = PastBook(RoomUnit(rooms.tables), [("WH1", "L1"), ("WH1", "L2")], at(), at(60))

    for hours in (0, 1, 1.5, 2, 29, 30, 31, 48.9, 49, 50, 60):
        for lot_no in ("L1", "L2"):
            mine = [each for each in movements if each.lot_no == lot_no]
            assert past.at(("WH1", lot_no), at(hours)) == book_as_of(mine, at(hours), at(60))


def test_a_document_read_again_books_the_difference_only(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "130 TNE"}, at(1.5)))
    wrong = inbound("IN-2", {"L1": "3 TNE"}, at(1), received=at(2))
    rooms.receive(wrong)

    mended = inbound("IN-2", {"L1": "30 TNE"}, at(1), received=at(4), corrects="1/7/0")
    rooms.receive(mended)

    assert lot(rooms).on_hand_micro == 130 * MICRO
    assert len(rooms.rows(Movement, document_no="IN-2")) == 3
    assert rooms.row(SnapshotRow, "WH1", at(1.5), "S-1", "L1").state == "agrees"
    assert rooms.alerts() == {}


def test_a_document_read_again_with_another_time_turns_over_the_snapshot_in_between(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "30 TNE"}, at(2)))
    rooms.receive(snapshot("S-1", {"L1": "130 TNE"}, at(1.5), received=at(3)))
    assert list(rooms.alerts()) == ["C07:WH1/L1"]

    rooms.receive(inbound("IN-2", {"L1": "30 TNE"}, at(1), received=at(4), corrects="1/7/0"))

    assert rooms.row(SnapshotRow, "WH1", at(1.5), "S-1", "L1").state == "agrees"
    assert rooms.alerts() == {}


def test_a_count_read_again_speaks_with_its_new_lines_only(rooms: Rooms) -> None:
    rooms.receive(count("CT-1", {"L1": "9.75 TNE", "L8": "1 TNE"}, at(2)))
    assert len(rooms.alerts()) == 2

    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(2), received=at(3), corrects="1/9/0"))

    assert rooms.alerts() == {}
    assert [each.lot_no for each in rooms.rows(Count)] == ["L1"]


def test_a_correction_of_what_had_no_effect_books_it_once(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "30 TNE"}, at(1), received=at(4), corrects="1/7/0"))

    assert lot(rooms).on_hand_micro == 130 * MICRO
