"""A draw in doubt and a funder's file of the day: the answer that never came, or the question what is so."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Break, Loan, Standing
from tests.core.loan.deal_papers import MILLION, cny
from tests.core.loan.funder_days import FUNDER, FunderDays


@pytest.fixture
def rooms() -> FunderDays:
    made = FunderDays()
    made.ask_for("D-1")
    made.overdue(hours=1)
    return made


def test_a_draw_in_doubt_that_the_file_has_paid_runs_as_if_it_had_been_answered(rooms: FunderDays) -> None:
    """The callback is sent once and was lost: the file of the day makes it (T9)."""
    assert rooms.state() == "UNKNOWN"

    made = rooms.file(rooms.row_of(), hours=2)

    [answer] = [each for each in made if each.type == "funder.disbursement_result.v1"]
    assert (answer.partner, answer.body.bank_ref) == (FUNDER, "REF-D-1")
    loan = rooms.row(Loan, "D-1")
    assert (loan.state, loan.bank_ref, loan.funder_loan_no) == ("ACTIVE", "REF-D-1", "FL-D-1")
    assert rooms.row(Standing, "D-1").outstanding_minor == MILLION
    assert rooms.breaks() == []
    assert rooms.breaks("gone") == [("missing-here", "D-1")]
    assert rooms.alerts() == {}, "L01 and L12 are over"


def test_a_draw_whose_answer_is_not_overdue_yet_is_answered_by_the_file_too() -> None:
    rooms = FunderDays()
    rooms.ask_for("D-1")

    rooms.file(rooms.row_of())

    assert rooms.state() == "ACTIVE"


@pytest.mark.parametrize(
    "changed", [{}, {"bank_ref": ""}], ids=["as the file", "by the funder's number alone"]
)
def test_the_late_answer_is_a_repetition(rooms: FunderDays, changed: dict[str, str]) -> None:
    rooms.file(rooms.row_of(), hours=2)
    before = rooms.books()

    made = rooms.answer(partner=FUNDER, **changed)

    assert made == []
    assert rooms.books() == before
    assert rooms.balance("agency", "off_balance", funder=FUNDER) == MILLION, "once"


def test_a_late_answer_with_another_reference_is_told_and_booked_by_nobody(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of(), hours=2)

    rooms.answer(partner=FUNDER, bank_ref="REF-8")

    assert rooms.balance("agency", "off_balance", funder=FUNDER) == MILLION
    assert "it was paid, says harbour-bank, and the draw is ACTIVE" in rooms.alerts()["L04:D-1"]


@pytest.mark.parametrize(
    "changed",
    [
        {"bank_ref": ""},
        {"amount": cny(MILLION - 1)},
        {"date": "2025-06-01"},
        {"date": "2025-06-20"},
        {"status": "XK7"},
    ],
    ids=["no reference", "another amount", "before it was asked for", "far behind", "an unknown word"],
)
def test_what_cannot_be_the_answer_has_the_funder_asked_and_people_called(
    rooms: FunderDays, changed: dict[str, Any]
) -> None:
    made = rooms.file(rooms.row_of(**changed), hours=2)

    assert rooms.state() == "UNKNOWN"
    assert rooms.breaks() == [("missing-here", "D-1")]
    [asked] = [each for each in made if each.type == "loan.status_asked.v1"]
    assert (asked.partner, asked.body.idempotency_key) == (FUNDER, "D-1/1")
    assert "missing-here D-1: " in rooms.told()


def test_what_is_made_of_the_file_meets_the_checks_of_any_answer(rooms: FunderDays) -> None:
    rooms.lend("D-2")

    rooms.file(rooms.row_of("D-1", bank_ref="REF-D-2"), rooms.row_of("D-2"), hours=2)

    assert rooms.state() == "UNKNOWN"
    assert rooms.alerts()["L04:D-1"] == "reference REF-D-2 is that of D-2"
    assert rooms.breaks() == [("missing-here", "D-1")]
    assert rooms.told() != ""


def test_a_draw_told_twice_in_a_file_is_asked_about(rooms: FunderDays) -> None:
    """Which of the two payments it was the file cannot say."""
    rooms.file(rooms.row_of(), rooms.row_of(bank_ref="REF-8"), hours=2)

    assert rooms.state() == "UNKNOWN"
    assert rooms.breaks() == [("duplicate", "D-1"), ("missing-here", "D-1")]


def test_of_a_second_try_a_file_cannot_say_which_it_tells_of() -> None:
    rooms = FunderDays()
    rooms.ask_for("D-1")
    rooms.answer("failed", partner=FUNDER)
    rooms.act_on_draw("route", funder=FUNDER)
    rooms.act_on_draw("disburse", "zhao")

    made = rooms.file(rooms.row_of())

    assert rooms.state() == "DISBURSING"
    assert [each.type for each in made if each.type == "loan.status_asked.v1"] != []
    assert rooms.breaks() == [("missing-here", "D-1")]


def test_the_answer_that_is_asked_for_ends_the_break(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of(bank_ref=""), hours=2)
    assert rooms.told() != ""

    rooms.answer(partner=FUNDER)

    assert rooms.breaks("gone") == [("missing-here", "D-1")]
    [found] = rooms.rows(Break)
    assert found.ended_by.startswith("message ")
    assert rooms.told() == ""


def test_an_answer_that_differs_from_the_file_turns_the_break_into_another(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of(bank_ref="", date="2025-06-20"), hours=2)

    rooms.answer(partner=FUNDER)

    assert rooms.breaks() == [("date", "D-1")]
    assert "counts from 20250602 here, from 20250620 there" in rooms.told()


@pytest.mark.parametrize(("status", "breaks"), [("failed", [("status", "D-1")]), ("pending", [])])
def test_a_file_that_has_a_draw_in_doubt_as_not_paid_settles_nothing(
    rooms: FunderDays, status: str, breaks: list[tuple[str, str]]
) -> None:
    rooms.file(rooms.row_of(status=status), hours=2)

    assert rooms.state() == "UNKNOWN"
    assert rooms.breaks() == breaks
    rooms.answer("failed", partner=FUNDER)
    assert rooms.breaks() == []
    assert rooms.told() == ""


def test_a_draw_that_failed_and_is_told_as_paid_calls_people(rooms: FunderDays) -> None:
    rooms.answer("failed", partner=FUNDER)

    made = rooms.file(rooms.row_of(), hours=2)

    assert rooms.state() == "APPROVED"
    assert rooms.breaks() == [("missing-here", "FL-D-1")], "it is nobody's to pay until it is routed anew"
    assert "1000000.00 CNY by REF-D-1 of 2025-06-02 there, no draw of harbour-bank" in rooms.told()
    assert [each.type for each in made] == ["alert.raised.v1"]


def test_what_failed_and_is_told_as_paid_is_not_sent_again_until_people_explained_it(
    rooms: FunderDays,
) -> None:
    """By its funder or by another: the money may be out."""
    rooms.answer("failed", partner=FUNDER)
    rooms.file(rooms.row_of(), hours=2)
    rooms.act_on_draw("route", funder=FUNDER)

    with pytest.raises(Refused, match="told in file F1 that D-1 was paid"):
        rooms.act_on_draw("disburse", "zhao")
    rooms.explain("missing-here", "FL-D-1")
    rooms.act_on_draw("disburse", "zhao")

    assert rooms.state() == "DISBURSING"


def test_a_result_behind_the_file_of_its_day_that_is_not_in_it_is_missing_there(rooms: FunderDays) -> None:
    rooms.file(hours=24)
    assert rooms.breaks() == [], "nobody knew that it was paid"

    rooms.answer(partner=FUNDER)

    assert rooms.state() == "ACTIVE"
    assert rooms.breaks() == [("missing-there", "D-1")]
    assert "D-1: 1000000.00 CNY by REF-D-1 here, not told there" in rooms.told()
    rooms.file(rooms.row_of(), no="F2", hours=25)
    assert rooms.told() == ""


def test_a_file_that_came_before_its_day_was_over_misses_nothing(rooms: FunderDays) -> None:
    rooms.file(hours=2)

    rooms.answer(partner=FUNDER)

    assert rooms.breaks() == []


def test_a_row_by_the_funder_s_number_alone_is_known_once_the_answer_has_it(rooms: FunderDays) -> None:
    rooms.file(rooms.row_of(our_number=""), hours=24)
    assert rooms.breaks() == [("missing-here", "FL-D-1")]
    assert rooms.state() == "UNKNOWN", "that it is this draw nobody can know"

    rooms.answer(partner=FUNDER)

    assert rooms.breaks() == []
    assert rooms.told() == ""
