"""A snapshot is compared with the book of its moment and never written over it (T6)."""

from __future__ import annotations

import pytest

from core.custody.lot import Lot
from core.custody.snapshot import Break, Snapshot, SnapshotRow
from tests.core.custody.documents import inbound, outbound, pledge_confirm, snapshot
from tests.core.rooms import Rooms, at

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 and 50 t of L2 at WH1 since 8:00."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE", "L2": "50 TNE"}, at()))
    return rooms


def rows(rooms: Rooms) -> dict[str, str]:
    return {row.lot_no: row.state for row in rooms.rows(SnapshotRow)}


def test_a_snapshot_that_agrees_says_nothing(rooms: Rooms) -> None:
    assert rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50000 KGM"}, at(1))) == []

    assert rows(rooms) == {"L1": "agrees", "L2": "agrees"}
    assert rooms.rows(Break) == []


def test_less_than_the_book_is_a_break_and_short_stock_and_changes_no_lot(rooms: Rooms) -> None:
    """T6."""
    before = rooms.rows(Lot)

    rooms.receive(snapshot("S-1", {"L1": "88 TNE", "L2": "50 TNE"}, at(1)))

    assert set(rooms.alerts()) == {"C07:WH1/L1", "C02:WH1/L1"}
    assert "told 88 TNE, book 100 TNE" in rooms.alerts()["C02:WH1/L1"]
    assert rooms.rows(Lot) == before


def test_more_than_the_book_is_a_break_but_nothing_is_short(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "101 TNE", "L2": "50 TNE"}, at(1)))

    assert set(rooms.alerts()) == {"C07:WH1/L1"}


def test_a_lot_that_a_full_snapshot_leaves_out_is_missing(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE"}, at(1)))

    assert set(rooms.alerts()) == {"C07:WH1/L2", "C02:WH1/L2"}
    assert "not listed, book 50 TNE" in rooms.alerts()["C07:WH1/L2"]


def test_a_lot_that_a_partial_snapshot_leaves_out_is_not_spoken_of(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE"}, at(1), partial=True))

    assert rooms.alerts() == {}


def test_a_snapshot_of_one_owner_does_not_speak_of_the_others_goods(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE"}, at(1), owner={"id": "91310000MA1"}))

    assert rooms.alerts() == {}


def test_a_lot_the_book_does_not_know_is_a_break_and_is_not_made(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE", "L3": "7 TNE"}, at(1)))

    assert rows(rooms)["L3"] == "unknown"
    assert "unknown: lot L3 at WH1: told 7 TNE" in rooms.alerts()["C07:WH1/L3"]
    assert rooms.rows(Lot, lot_no="L3") == []


def test_a_lot_told_in_another_kind_of_unit_breaks_alone(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "12 H87", "L2": "50 TNE"}, at(1)))

    assert rows(rooms) == {"L1": "unit", "L2": "agrees"}
    assert set(rooms.alerts()) == {"C07:WH1/L1"}


def test_one_lot_at_two_places_is_added_up(rooms: Rooms) -> None:
    lines = [
        {"lot_no": "L1", "location": "A", "on_hand": {"value": "60", "unit": "TNE"}},
        {"lot_no": "L1", "location": "B", "on_hand": {"value": "40", "unit": "TNE"}},
        {"lot_no": "L2", "on_hand": {"value": "50", "unit": "TNE"}},
    ]
    rooms.receive(snapshot("S-1", {}, at(1), lines=lines))

    assert rooms.alerts() == {}


def test_a_pledge_that_the_warehouse_does_not_mark_is_a_break(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()

    lines = [
        {"lot_no": "L1", "on_hand": {"value": "100", "unit": "TNE"}, "pledged": False},
        {"lot_no": "L2", "on_hand": {"value": "50", "unit": "TNE"}, "pledged": False},
    ]
    rooms.receive(snapshot("S-1", {}, at(2), lines=lines))

    assert rows(rooms) == {"L1": "pledge", "L2": "agrees"}


def test_a_snapshot_is_compared_with_the_book_of_its_own_moment(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(3)))

    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(2), received=at(4)))

    assert rooms.alerts() == {}


def test_a_lot_that_left_after_the_snapshot_was_there_when_it_was_taken(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L2": "50 TNE"}, at(3)))

    rooms.receive(snapshot("S-1", {"L1": "100 TNE"}, at(2), received=at(4)))

    assert set(rooms.alerts()) == {"C07:WH1/L2", "C02:WH1/L2"}


def test_an_outbound_that_comes_late_mends_the_break_it_had_caused(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "60 TNE", "L2": "50 TNE"}, at(2)))
    assert set(rooms.alerts()) == {"C07:WH1/L1", "C02:WH1/L1"}

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(1), received=at(3)))

    assert rooms.alerts() == {}
    assert "agrees with the book again" in rooms.row(Break, "WH1", "L1").closed
    assert rows(rooms) == {"L1": "agrees", "L2": "agrees"}


def test_an_outbound_that_comes_late_makes_a_break_where_the_snapshot_agreed(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(2)))
    assert rooms.alerts() == {}

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(1), received=at(3)))

    assert set(rooms.alerts()) == {"C07:WH1/L1"}
    assert "told 100 TNE, book 60 TNE" in rooms.alerts()["C07:WH1/L1"]


def test_an_inbound_that_comes_late_is_missing_from_a_full_snapshot_before_it(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(2)))

    rooms.receive(inbound("IN-3", {"L3": "7 TNE"}, at(1), received=at(3)))

    assert rows(rooms)["L3"] == "missing"
    assert set(rooms.alerts()) == {"C07:WH1/L3", "C02:WH1/L3"}


def test_what_happened_after_the_snapshot_does_not_touch_it(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(2)))

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(3)))

    assert rooms.alerts() == {}
    assert rows(rooms) == {"L1": "agrees", "L2": "agrees"}


def test_the_newest_snapshot_of_a_lot_has_the_last_word(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "90 TNE", "L2": "50 TNE"}, at(2)))
    rooms.receive(snapshot("S-2", {"L1": "100 TNE", "L2": "50 TNE"}, at(days=1)))
    assert rooms.alerts() == {}

    rooms.receive(snapshot("S-0", {"L1": "80 TNE", "L2": "50 TNE"}, at(1), received=at(days=2)))

    assert rooms.alerts() == {}
    assert rows(rooms)["L1"] in {"short", "agrees"}
    assert len(rooms.rows(SnapshotRow, lot_no="L1", state="short")) == 2


def test_two_equal_snapshots_of_two_days_are_two_facts(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(1)))
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(1, days=1)))

    assert [each.as_of for each in rooms.rows(Snapshot)] == [at(1), at(1, days=1)]


def test_the_same_snapshot_twice_changes_nothing(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "90 TNE", "L2": "50 TNE"}, at(1)))
    before = rooms.books()

    rooms.receive(snapshot("S-1", {"L1": "90 TNE", "L2": "50 TNE"}, at(1)))

    assert rooms.books() == before


def test_a_snapshot_read_again_by_a_mended_mapping_replaces_its_own_rows(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100000 TNE", "L3": "50 TNE"}, at(1)))
    assert set(rows(rooms)) == {"L1", "L2", "L3"}

    mended = snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(1), received=at(2), corrects="1/1/0")
    rooms.receive(mended)

    assert rows(rooms) == {"L1": "agrees", "L2": "agrees"}
    assert rooms.alerts() == {}


def test_a_snapshot_older_than_the_look_back_is_kept_and_not_judged(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "1 TNE"}, at(1), received=at(days=31)))

    assert not rooms.row(Snapshot, "WH1", at(1), "S-1").reconciled
    assert rooms.alerts() == {}


def test_a_fact_older_than_the_look_back_is_booked_and_said_to_be_unjudged(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "100 TNE", "L2": "50 TNE"}, at(2)))
    rooms.receive(snapshot("S-2", {"L1": "100 TNE", "L2": "50 TNE"}, at(days=40)))

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(1), received=at(days=41)))

    assert rooms.row(Lot, "WH1", "L1").on_hand_micro == 60 * MICRO
    assert set(rooms.alerts()) == {"C15:WH1/OUT-1", "C07:WH1/L1"}
    assert [row.state for row in rooms.rows(SnapshotRow, lot_no="L1")] == ["agrees", "over"]


def test_a_site_that_differs_in_every_lot_is_one_alarm_beside_the_first_hundred(rooms: Rooms) -> None:
    lots = {f"X{number:03}": "1 TNE" for number in range(150)} | {"L1": "100 TNE", "L2": "50 TNE"}

    rooms.receive(snapshot("S-1", lots, at(1)))

    assert len(rooms.rows(Break, open=True)) == 150
    assert len(rooms.alerts()) == 101
    assert "50 more lots differ from its snapshot" in rooms.alerts()["C07:WH1"]

    rooms.receive(inbound("IN-2", {lot: "1 TNE" for lot in lots if lot[0] == "X"}, at(0.5), received=at(2)))
    assert rooms.alerts() == {}
    assert rooms.rows(Break, open=True) == []


def test_an_empty_warehouse_is_short_of_all_its_book_and_most_of_what_is_pledged(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    before = rooms.rows(Lot)

    rooms.receive(snapshot("S-1", {}, at(2)))

    assert rows(rooms) == {"L1": "missing", "L2": "missing"}
    assert set(rooms.alerts()) >= {"C07:WH1/L1", "C02:WH1/L1", "C07:WH1/L2", "C02:WH1/L2"}
    assert "not listed, book 100 TNE" in rooms.alerts()["C02:WH1/L1"]
    assert rooms.rows(Lot) == before


def test_an_empty_warehouse_told_twice_is_alarmed_once_and_ends_with_the_next_full_one(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {}, at(1)))
    once = rooms.alerts()
    rooms.receive(snapshot("S-2", {}, at(2)))
    assert set(rooms.alerts()) == set(once)

    rooms.receive(snapshot("S-3", {"L1": "100 TNE", "L2": "50 TNE"}, at(3)))

    assert rooms.alerts() == {}


def test_a_partial_snapshot_of_nothing_speaks_of_nothing(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {}, at(1), partial=True))

    assert rooms.alerts() == {}
    assert rows(rooms) == {}
