"""What is told late of money that was joined, taken back or in doubt: none is lost, none pays twice."""

from __future__ import annotations

import pytest

from core.loan import Receipt
from tests.core.loan.running import RunningLoan
from tests.core.loan.test_invoices_follow import act, erp, paid, running
from tests.core.loan.test_money_in import stated
from tests.core.loan.test_statements_in import entry, tell
from tests.core.loan.test_told_twice import advised, booked, say


def test_an_erp_s_reference_for_a_word_that_waited_is_held_beside_what_the_bank_told_without_one() -> None:
    """The bank's line is of the next day and bears no reference: nobody can say whether it is the same."""
    loan = RunningLoan()
    tell(loan, "E", entry("100", value_date="2025-04-04"), created_at="2025-04-04T18:00:00+08:00")
    [first] = booked(loan)
    advised(loan)

    advised(loan, bank_ref="B-1")

    assert booked(loan) == [first]
    assert f"B-1 may be {first}" in loan.alerts()["L14:B-1"]
    say(loan, "B-1", "same", first)
    assert booked(loan) == [first]
    loan.assert_ties()


def test_references_that_an_erp_gives_to_its_words_the_other_way_round_lose_no_payment() -> None:
    """Two alike of one day: the first word was taken for B-1, and is told to be B-2."""
    loan = RunningLoan()
    stated(loan, "100", "B-1")
    advised(loan, "P-1")
    advised(loan, "P-2")

    advised(loan, "P-1", bank_ref="B-2")
    assert booked(loan) == ["B-1"], "one of them is not seen by the bank"
    assert "B-2 may be B-1" in loan.alerts()["L14:B-2"]
    advised(loan, "P-2", bank_ref="B-1")
    stated(loan, "100", "B-2", statement_no="NEXT")

    assert booked(loan) == ["B-1", "B-2"]
    assert "L14:B-2" not in loan.alerts()
    stated(loan, "100", "B-2", statement_no="AGAIN")
    advised(loan, "P-1", bank_ref="B-2", purpose="once more")
    assert booked(loan) == ["B-1", "B-2"]
    loan.assert_ties()


def test_a_word_that_was_taken_back_does_not_swallow_the_money_that_came_after_all() -> None:
    loan = RunningLoan()
    advised(loan)
    say(loan, "wh/P-1", "take_back")

    advised(loan, bank_ref="B-1")
    stated(loan, "100", "B-1")
    advised(loan, bank_ref="B-1", purpose="once more")

    assert booked(loan) == ["B-1"]
    assert not [each for each in loan.alerts() if each.startswith("L04")]
    loan.assert_ties()


def test_a_word_in_doubt_is_the_second_payment_that_the_bank_tells() -> None:
    """Told by the ERPs of both sides; the bank tells two: no word is left that would be a third."""
    loan = RunningLoan()
    advised(loan)
    advised(loan, "R-9", partner="seller")
    stated(loan, "100", "B-1")
    assert "L14:seller/R-9" in loan.alerts()

    stated(loan, "100", "B-2", statement_no="NEXT")

    assert booked(loan) == ["B-2", "wh/P-1"]
    assert loan.row(Receipt, "seller/R-9").state == "same"
    assert "L14:seller/R-9" not in loan.alerts()
    loan.assert_ties()


def test_a_waiting_word_is_what_another_told_once_its_reference_is_known() -> None:
    """The seller told it before the bank told anything of the account, the payer waits for the bank."""
    loan = RunningLoan()
    advised(loan, "R-9", partner="seller")
    stated(loan, "5", "B-0")
    advised(loan)

    advised(loan, bank_ref="B-1")
    stated(loan, "100", "B-1")

    assert booked(loan) == ["B-0", "seller/R-9"]
    assert loan.row(Receipt, "wh/P-1").state == "same"
    loan.assert_ties()


@pytest.mark.parametrize("ref", ["B-1", ""])
def test_money_that_people_said_whose_it_is_is_known_by_the_day_on_which_it_was_told(ref: str) -> None:
    """Older than the plan it counts from the plan's first day; the bank tells it of its own, weeks before."""
    rooms = running()
    erp(rooms, "400000", bank_ref=ref, value_date="2025-04-15", payer={"id": "X", "name": "买方商贸"})
    number = "B-1" if ref else "buyer/P-1"
    act(rooms, number, "identify", loan_no="D-1", kind="collection")
    assert rooms.row(Receipt, number).value_day == 2025_06_02
    assert paid(rooms) == 40_000_000

    line = entry("400000", "B-1", value_date="2025-04-15", payments=[{"payer": {"id": "X"}}])
    body = {
        "kind": "statement",
        "statement_no": "S-1",
        "account": {"number": "6222-01"},
        "created_at": rooms.now.isoformat(),
        "entries": [line],
    }
    rooms.hear("bank.statement.v1", body, "bank")
    rooms.hear("bank.statement.v1", body | {"statement_no": "S-2"}, "bank")
    erp(rooms, "400000", value_date="2025-04-15", payer={"id": "X", "name": "买方商贸"}, bank_ref="B-1")

    assert [row.receipt_no for row in rooms.rows(Receipt)] == [number]
    assert not [each for each in rooms.alerts() if each[:3] in {"L03", "L04", "L14"}]
    assert paid(rooms) == 40_000_000
    act(rooms, number, "take_back", reason="it went back")
    assert paid(rooms) == 0


@pytest.mark.parametrize("first", ["report", "statement"])
def test_a_report_without_references_and_a_statement_with_them_tell_of_the_same(first: str) -> None:
    loan = RunningLoan()
    bare, known = (entry("100"), entry("100")), (entry("100", "B-1"), entry("100", "B-2"))

    said = (bare, known, bare, known) if first == "report" else (known, bare, known, bare)
    for number, each in enumerate(said):
        tell(loan, f"S-{number}", *each, kind="report" if each is bare else "statement")
    tell(loan, "NEXT", entry("100", "B-3"))

    assert len(booked(loan)) == 3
    assert {loan.row(Receipt, each).bank_ref for each in booked(loan)} == {"B-1", "B-2", "B-3"}
    loan.assert_ties()


def test_a_bank_s_payments_of_two_days_are_two_with_references_or_without() -> None:
    loan = RunningLoan()
    tell(loan, "I", entry("100", value_date="2025-04-02"))
    tell(loan, "E", entry("100", "B-1"))

    assert len(booked(loan)) == 2


def test_a_doubt_about_a_report_is_the_one_about_the_statement_that_has_its_reference() -> None:
    loan = RunningLoan()
    advised(loan)
    tell(loan, "I", entry("100", value_date="2025-04-04"), created_at="2025-04-04T18:00:00+08:00")
    tell(loan, "E", entry("100", "B-1", value_date="2025-04-04"), created_at="2025-04-04T18:00:00+08:00")

    assert [each for each in loan.alerts() if each.startswith("L14")] == ["L14:B-1"]
    say(loan, "B-1", "apart")

    assert booked(loan) == ["B-1", "wh/P-1"]
    assert not [each for each in loan.alerts() if each.startswith("L14")]
    loan.assert_ties()


def test_what_was_taken_back_and_its_bank_tells_again_is_for_a_person() -> None:
    """The statement of that day once more, or money that came after all: nobody can know."""
    loan = RunningLoan()
    stated(loan, "100", "B-1")
    say(loan, "B-1", "take_back")

    stated(loan, "100", "B-1", statement_no="AGAIN")

    assert booked(loan) == []
    assert "B-1 was taken back and its bank tells it again" in loan.alerts()["L04:B-1"]
