"""A funder's day beside ours: what agrees, what breaks and how, who is told, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Break, FunderFile, Standing
from tests.core.loan.deal_papers import MILLION, cny
from tests.core.loan.funder_days import FUNDER, MORROW, FunderDays
from tests.core.loan.rooms import DAY


@pytest.fixture
def rooms() -> FunderDays:
    made = FunderDays()
    made.lend("D-1", "D-2")
    return made


def test_a_day_that_is_as_ours_leads_to_nothing(rooms: FunderDays) -> None:
    made = rooms.file(rooms.row_of("D-1"), rooms.row_of("D-2"))

    told = rooms.row(FunderFile, FUNDER, "F1")
    assert (told.state, told.rows, told.matched, told.breaks, told.not_compared) == ("compared", 2, 2, 0, 0)
    assert made == []
    assert rooms.rows(Break) == []


@pytest.mark.parametrize(
    ("changed", "what", "says"),
    [
        ({"amount": cny(MILLION + 1)}, "amount", "D-1: paid 1000000.00 CNY here, 1000000.01 CNY there"),
        ({"amount": {"amount": "1000000.00", "currency": "USD"}}, "amount", "1000000.00 USD there"),
        ({"date": "2025-06-01"}, "date", "D-1: counts from 20250602 here, from 20250601 there"),
        ({"status": "failed"}, "status", "D-1: paid by REF-D-1 here, failed there"),
        ({"bank_ref": "REF-9"}, "missing-here", "D-1: paid by REF-D-1 here, by REF-9 there"),
    ],
)
def test_each_difference_of_a_row_is_a_break_of_its_class(
    rooms: FunderDays, changed: dict[str, Any], what: str, says: str
) -> None:
    row = rooms.row_of("D-1", **changed)
    # Of mixed money a sum is no sum: what is stated counts.
    rooms.file(row, rooms.row_of("D-2"), sum=row["amount"] if "USD" in says else _sum(row))

    assert rooms.breaks() == [(what, "D-1")]
    [found] = rooms.rows(Break)
    assert says in found.text
    assert (found.loan_no, found.number, found.file_no, found.since_day) == ("D-1", "FL-D-1", "F1", DAY)
    assert f"1 breaks in what {FUNDER} tells of {DAY}: {what} D-1" in rooms.told()
    assert rooms.row(Standing, "D-1").outstanding_minor == MILLION, "nothing is booked from a file"


def _sum(row: dict[str, Any]) -> dict[str, str]:
    return cny(int(row["amount"]["amount"].replace(".", "")) + MILLION)


def test_what_only_one_side_has_is_missing_on_the_other(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"), rooms.row_of("X-9"))

    assert rooms.breaks() == [("missing-here", "FL-X-9"), ("missing-there", "D-2")]
    assert "no draw of harbour-bank is known by these numbers" in rooms.told()
    assert "D-2: 1000000.00 CNY by REF-D-2 here, not told there" in rooms.told()


def test_what_is_told_twice_in_a_file_is_a_duplicate(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"), rooms.row_of("D-1"), rooms.row_of("D-2"), rooms.row_of("D-2"))

    assert rooms.breaks() == [("duplicate", "D-1"), ("duplicate", "D-2")]
    assert "D-1: told 2 times" in rooms.told()


@pytest.mark.parametrize(
    "named",
    [
        {"our_number": ""},
        {"number": "JJ-1"},
        {"number": "JJ-1", "our_number": ""},
        {"number": "D-1", "our_number": "", "bank_ref": ""},
    ],
    ids=["by the funder's number", "by ours", "by the bank's", "by ours in place of its own"],
)
def test_a_row_finds_its_draw_by_any_number_of_it(rooms: FunderDays, named: dict[str, str]) -> None:
    rooms.file(rooms.row_of("D-1", **named), rooms.row_of("D-2"))

    assert rooms.breaks() == []
    assert rooms.row(FunderFile, FUNDER, "F1").matched == 2


def test_the_funder_s_number_counts_before_ours(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1", our_number="D-2"), rooms.row_of("D-2", our_number="D-1"))

    assert rooms.breaks() == []


def test_nobody_tells_of_another_s_loans(rooms: FunderDays) -> None:
    """Who tells is who sent it, whatever stands in the file."""
    rooms.file(rooms.row_of("D-1"), partner="other-bank", funder={"id": FUNDER})

    [found] = rooms.rows(Break)
    assert (found.funder, found.what, found.about) == ("other-bank", "missing-here", "FL-D-1")
    assert rooms.told() == ""


def test_a_word_of_the_funder_s_own_is_not_compared_and_that_is_said(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1", status="XK7"), rooms.row_of("D-2"))

    told = rooms.row(FunderFile, FUNDER, "F1")
    assert (told.breaks, told.not_compared) == (0, 1)
    assert told.why == "D-1 has status XK7; nobody knows that word here: paid, failed, pending"


def test_a_file_told_again_does_nothing(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"))
    before = rooms.books()

    made = rooms.file(rooms.row_of("D-1"), made_at=rooms.now.isoformat())

    assert made == []
    assert rooms.books() == before


def test_a_number_that_says_something_else_is_alarmed_and_not_compared(rooms: FunderDays) -> None:
    """T20."""
    rooms.file(rooms.row_of("D-1"), rooms.row_of("D-2"))

    rooms.file(rooms.row_of("D-1"))

    assert rooms.breaks() == []
    text = rooms.alerts()[f"L04:{FUNDER}/F1"]
    assert text.startswith(f"file F1 of {FUNDER} was told before and says something else now")


def test_a_file_that_does_not_add_up_is_not_matched_and_a_person_is_called(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"), count=2)

    assert rooms.breaks() == []
    assert rooms.row(FunderFile, FUNDER, "F1").state == "apart"
    text = rooms.alerts()[f"L04:{FUNDER}/F1"]
    assert text == f"file F1 of {FUNDER} about {DAY} is not matched: count is stated as 2 and comes to 1"


def test_what_did_not_add_up_may_be_said_better_under_its_number(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"), count=2)

    rooms.file(rooms.row_of("D-1"), rooms.row_of("D-2"))

    assert rooms.row(FunderFile, FUNDER, "F1").matched == 2
    assert rooms.alerts() == {}


def test_a_later_file_of_the_day_compares_anew_and_ends_what_is_gone(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1", amount=cny(5)), rooms.row_of("X-9"))
    assert len(rooms.breaks()) == 3

    rooms.file(rooms.row_of("D-1"), rooms.row_of("X-9"), no="F2")
    assert rooms.breaks() == [("missing-here", "FL-X-9"), ("missing-there", "D-2")]
    assert rooms.breaks("gone") == [("amount", "D-1")]
    assert rooms.told().startswith("2 breaks")

    rooms.file(rooms.row_of("D-1"), rooms.row_of("D-2"), no="F3")
    assert rooms.breaks() == []
    assert {row.ended_by for row in rooms.rows(Break)} == {"file F2", "file F3"}
    assert rooms.told() == ""


def test_an_older_file_that_comes_late_changes_nothing(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"), rooms.row_of("D-2"), no="F2", made_at="2025-06-02T09:00:00Z")

    rooms.file(rooms.row_of("D-1"), no="F1", made_at="2025-06-02T08:30:00Z")

    assert rooms.row(FunderFile, FUNDER, "F1").state == "older"
    assert rooms.breaks() == []


def test_a_break_keeps_its_age_while_files_tell_it(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of("D-1"))
    rooms.file(rooms.row_of("D-1"), no="F2", hours=24)

    [found] = rooms.rows(Break)
    assert (found.since_day, found.file_no) == (DAY, "F2")
    rooms.file(rooms.row_of("D-1", amount=cny(5)), no="F3", hours=48)
    assert "missing-there D-2: 1000000.00 CNY by REF-D-2 here, not told there (2 d)" in rooms.told()


def test_a_day_without_any_rows_is_a_day_on_which_nothing_was_paid(rooms: FunderDays) -> None:
    rooms.file()

    assert rooms.breaks() == [("missing-there", "D-1"), ("missing-there", "D-2")]


def test_of_fees_nothing_is_held_and_that_is_said(rooms: FunderDays) -> None:
    made = rooms.file(rooms.row_of("D-1", amount=cny(300)), kind="fee")

    told = rooms.row(FunderFile, FUNDER, "F1")
    assert (told.not_compared, told.why) == (1, f"no fees of {FUNDER} are booked here")
    assert made == []


def test_a_day_that_is_not_here_yet_is_refused(rooms: FunderDays) -> None:
    says = f"file F1 of {FUNDER} is about {MORROW}, and it is {DAY}; nothing was compared: send it when"
    with pytest.raises(Refused, match=says):
        rooms.file(rooms.row_of("D-1"), day=MORROW)


def test_an_amount_with_more_decimals_than_its_currency_names_its_row(rooms: FunderDays) -> None:
    rows = [rooms.row_of("D-1"), rooms.row_of("D-2", amount={"amount": "0.001", "currency": "CNY"})]
    total = {"amount": "1000000.001", "currency": "CNY"}
    with pytest.raises(Refused, match=r"row 2 \(FL-D-2\) of file F1: 0.001 CNY is no whole number"):
        rooms.file(*rows, sum=total)
