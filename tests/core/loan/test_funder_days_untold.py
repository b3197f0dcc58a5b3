"""A funder that tells its days in files and leaves one out: people are told, until the file comes."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from core.loan import FunderDayDue, FunderTells
from core.loan.recon_untold import UNTOLD_MAX
from tests.core.loan.funder_days import FUNDER, MORROW, FunderDays

SATURDAY = 2025_06_07


def due(rooms: FunderDays, day: int, kind: Any = "disbursement") -> list[Message]:
    return rooms.tell("loan.funder_day_due.v1", FunderDayDue(funder=FUNDER, kind=kind, day=day))


def untold(rooms: FunderDays) -> list[str]:
    return sorted(each for each in rooms.alerts() if each.startswith("L13"))


@pytest.fixture
def rooms() -> FunderDays:
    """Its file of Monday came."""
    made = FunderDays()
    made.file()
    return made


def test_a_day_without_its_file_is_said_once_until_the_file_comes(rooms: FunderDays) -> None:
    due(rooms, MORROW)
    assert untold(rooms) == [f"L13:{FUNDER}/disbursement/{MORROW}"]
    assert rooms.alerts()[untold(rooms)[0]] == (
        f"{FUNDER} told other days' disbursement in files, and of {MORROW} no file came"
    )
    assert due(rooms, MORROW) == []

    rooms.file(no="F2", day=MORROW, hours=48)

    assert untold(rooms) == []
    assert rooms.row(FunderTells, FUNDER, "disbursement").untold == ""


def test_a_day_whose_file_came_is_not_missed_even_where_it_does_not_add_up(rooms: FunderDays) -> None:
    rooms.file(no="F2", day=MORROW, hours=25, count=7)

    assert due(rooms, MORROW) == []


def test_nobody_is_asked_for_a_day_of_rest_or_before_the_first_or_of_another_kind(rooms: FunderDays) -> None:
    assert due(rooms, SATURDAY) == []
    assert due(rooms, 2025_05_30) == []
    assert due(rooms, MORROW, "repayment") == []


def test_who_tells_no_more_is_not_said_every_day(rooms: FunderDays) -> None:
    for day in (3, 4, 5, 6, 9, 10, 11):
        due(rooms, 2025_06_00 + day)

    assert len(untold(rooms)) == UNTOLD_MAX
