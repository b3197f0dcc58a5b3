"""A receipt that is told again in another unit, or behind what was split from it, is for the same goods."""

from __future__ import annotations

from core.collateral.receipt import Receipt
from tests.core.collateral.papers import lent, offered, opened, pledged, receipt, refusals, released
from tests.core.collateral.pledges import quote
from tests.core.rooms import Rooms, at


def test_what_is_released_of_a_receipt_stays_released_when_it_is_told_in_kilograms() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(released("R1", at(6), "40 TNE"))
    assert lent(rooms) == 36_000

    rooms.receive(receipt("R-1", "100000 KGM", at(7), "verified"))

    assert lent(rooms) == 36_000


def test_what_was_split_from_a_receipt_is_no_more_in_it_when_it_is_told_in_kilograms() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1A", "40 TNE", at(6), "split", parents=["R-1"]))

    rooms.receive(receipt("R-1", "100000 KGM", at(7), "verified"))
    assert lent(rooms) == 60_000

    rooms.receive(receipt("R-1", "60000 KGM", at(8), "verified"))
    assert lent(rooms) == 60_000, "what is told anew is what is left"


def late(child: str) -> Rooms:
    """What was split from R-1 becomes known before R-1 does."""
    rooms = Rooms()
    for each in (opened(), opened("W-2"), quote("1000", at(1))):
        rooms.receive(each)
    rooms.receive(receipt("R-1A", child, at(6), "split", parents=["R-1"]))
    rooms.receive(receipt("R-1", "100 TNE", at(2)))
    return rooms


def left(rooms: Rooms, number: str) -> int:
    [row] = rooms.rows(Receipt, number=number)
    return row.left_micro // 1_000_000


def test_what_was_split_before_its_parent_was_known_is_not_in_its_parent() -> None:
    rooms = late("40000 KGM")

    assert left(rooms, "R1") == 60
    rooms.receive(receipt("R-1", "100 TNE", at(7), "verified"))
    assert left(rooms, "R1") == 60

    rooms.receive(offered("W-1", at(8), "R-1"))
    rooms.receive(offered("W-2", at(8), "R-1A"))
    assert refusals(rooms) == []


def test_what_is_for_more_than_its_parent_was_counts_for_nothing() -> None:
    rooms = late("140 TNE")

    assert left(rooms, "R1") == 0
    assert rooms.row(Receipt, "PORTWAREHOUSE|R1A").doubt
    assert "is for 40 TNE more than R1 had left" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1A"]


def test_a_parent_that_is_told_behind_the_split_says_what_is_left() -> None:
    rooms = late("40 TNE")
    other = Rooms()
    other.receive(receipt("R-1A", "40 TNE", at(6), "split", parents=["R-1"]))

    other.receive(receipt("R-1", "60 TNE", at(7)))

    assert left(other, "R1") == left(rooms, "R1") == 60


def test_of_a_merged_one_the_first_of_its_family_goes_whole() -> None:
    rooms = Rooms()
    rooms.receive(receipt("R-3", "150 TNE", at(6), "merged", parents=["R-1", "R-2"]))

    rooms.receive(receipt("R-1", "100 TNE", at(2)))

    assert left(rooms, "R1") == 0
