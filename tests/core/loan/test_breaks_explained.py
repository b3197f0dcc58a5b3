"""People explain a break: it stands no more, until something else is told of the same thing."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Break
from tests.core.loan.deal_papers import cny
from tests.core.loan.funder_days import FUNDER, MORROW, FunderDays
from tests.core.loan.rooms import DAY


@pytest.fixture
def rooms() -> FunderDays:
    made = FunderDays()
    made.lend("D-1", "D-2")
    made.file(made.row_of("D-1", amount=cny(5)), made.row_of("D-2", date="2025-06-01"))
    return made


def test_what_two_people_explain_stands_no_more(rooms: FunderDays) -> None:
    rooms.explain("amount")
    assert rooms.breaks() == [("date", "D-2")]
    assert rooms.told().startswith("1 breaks")
    [found] = rooms.rows(Break, state="explained")
    assert (found.by, found.approver, found.reason) == ("wang", "zhao", "told by phone")

    rooms.explain("date", "D-2", approver="")
    assert rooms.breaks() == []
    assert rooms.told() == ""


def test_what_was_explained_stays_so_while_the_same_is_told(rooms: FunderDays) -> None:
    rooms.explain("amount")

    rooms.file(rooms.row_of("D-1", amount=cny(5)), rooms.row_of("D-2"), no="F2")
    assert rooms.breaks() == []
    assert rooms.breaks("explained") == [("amount", "D-1")]

    rooms.file(rooms.row_of("D-1", amount=cny(6)), rooms.row_of("D-2"), no="F3")
    assert rooms.breaks() == [("amount", "D-1")], "that was not what they explained"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"approver": ""}, "nobody approves it; name a second person"),
        ({"approver": "Wang"}, "Wang made this; a second person approves it"),
        ({"reason": " "}, f"break {FUNDER}/disbursement/{DAY}/amount/D-1 needs a reason: say what explains"),
        ({"about": "D-9"}, f"break {FUNDER}/disbursement/{DAY}/amount/D-9 is not known; explain one that is"),
        ({"business_day": MORROW}, f"as of {MORROW}, and it is {DAY}; nothing was changed"),
    ],
)
def test_what_is_no_explanation_is_refused(rooms: FunderDays, said: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        rooms.explain("amount", **said)

    assert rooms.breaks() == [("amount", "D-1"), ("date", "D-2")]


def test_what_is_explained_is_not_explained_again(rooms: FunderDays) -> None:
    rooms.explain("amount")

    with pytest.raises(Refused, match="amount/D-1 is explained; explain one that is open"):
        rooms.explain("amount", reason="otherwise")
