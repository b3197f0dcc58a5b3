"""What is told late, missed or taken back leaves a loan as if it had been told in time (B8, B11, B15)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Receipt, ReceiptActed
from core.loan.allocation import AllocationRule, Component, Payment
from core.loan.penalty import PenaltyRule
from core.loan.playing import Rules, play
from core.loan.terms import Method
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import BORROWER, tell
from tests.core.loan.test_playing import ROWS, RULES
from tests.core.loan.test_playing import on as late_by
from tests.core.rooms import told

ACCOUNTS = ("1303.01", "1132", "6011", "2221", "2241.04", "1002.01", "suspended_interest")


def told_late(loan: RunningLoan, amount: str, ref: str, value: str, received: int, **more: Any) -> None:
    """Money of a day that becomes known on a later one."""
    body: dict[str, Any] = {
        "payment_no": ref,
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": value,
        "payer": {"id": BORROWER},
        "payee_account": {"number": "622200"},
        "bank_ref": ref,
        **more,
    }
    loan.receive(told("erp.payment.v1", body, received=on(received)))


def early(loan: RunningLoan, amount: str, ref: str, value: str, received: int, **more: Any) -> None:
    body = {
        "repay_no": ref,
        "loan_no": LOAN,
        "kind": "early",
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": value,
        "bank_ref": ref,
        **more,
    }
    loan.receive(told("funder.repayment.v1", body, received=on(received)))


def books(loan: RunningLoan) -> dict[str, int]:
    return {account: loan.balance(account, "") for account in ACCOUNTS}


@pytest.mark.parametrize(("days", "penalty", "compound"), [(0, 0, 0), (1, 30_000, 540), (2, 60_000, 1_080)])
def test_who_pays_a_day_late_pays_a_day_of_penalty(days: int, penalty: int, compound: int) -> None:
    """G4, a tenth of it: the first day is not free."""
    played = play(ROWS[:1], [Payment(late_by(days), 1, 50_000_000)], RULES, late_by(days))

    found = {part.component: part.amount for part in played.allocations[0][1].parts}
    assert (found.get(Component.PENALTY, 0), found.get(Component.COMPOUND, 0)) == (penalty, compound)


def test_the_last_day_of_grace_is_free_until_it_is_over() -> None:
    rules = Rules(PenaltyRule(grace_days=5), AllocationRule(), RULES.rate)

    assert play(ROWS[:1], [], rules, late_by(5)).rows[0].penalty == 0
    assert play(ROWS[:1], [], rules, late_by(6)).rows[0].penalty == 7 * 30_000


def test_money_of_before_the_due_day_that_is_told_late_does_not_make_an_overdue_loan_current() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_10)
    assert loan.loan.state == "OVERDUE"

    told_late(loan, "100.00", "B-1", "2025-03-20", received=2025_04_11)

    assert loan.loan.state == "OVERDUE"
    assert f"L02:{LOAN}" in loan.alerts()
    loan.assert_ties()


def test_interest_that_a_payment_taken_back_leaves_owed_is_no_income_of_a_bad_loan() -> None:
    """P12: what was booked before the loan went bad comes off the books with the rest."""
    loan, untouched = RunningLoan(), RunningLoan()
    for each in (loan, untouched):
        each.end_days(2025_04_02)
    loan.pay(5_167_171, 2025_04_03, "R-1")
    for each in (loan, untouched):
        each.end_days(2025_08_10, since=2025_04_03)
    assert loan.standing.non_accrual

    loan.take_back("R-1", 2025_08_11)
    for each in (loan, untouched):
        each.end_day(2025_08_11)

    assert books(loan) == books(untouched)
    assert loan.balance("1132") == 0
    loan.assert_ties()


def test_a_part_repaid_early_and_told_late_earns_what_it_would_have_told_in_time() -> None:
    """B11: days that were earned on the old plan are taken back in red, and earned on the new one."""
    terms: dict[str, Any] = {"method": Method.WITH_PRINCIPAL, "periods": 0, "maturity": date(2025, 6, 1)}
    punctual, late = RunningLoan(**terms), RunningLoan(**terms)
    for loan in (punctual, late):
        loan.end_days(2025_04_01)
    early(punctual, "203000.00", "E-1", "2025-04-02", received=2025_04_02)
    for loan in (punctual, late):
        loan.end_days(2025_04_11, since=2025_04_02)
    early(late, "203000.00", "E-1", "2025-04-02", received=2025_04_12)
    for loan in (punctual, late):
        loan.end_day(2025_04_12)

    assert [(due.principal_minor, due.interest_minor) for due in late.dues()] == [
        (20_000_000, 300_000),
        (40_000_000, 400_000),
    ]
    assert books(late) == books(punctual)
    late.assert_ties()


def test_a_new_plan_asks_for_the_penalty_of_days_that_were_never_ended() -> None:
    ended, missed = RunningLoan(), RunningLoan()
    for loan in (ended, missed):
        loan.end_days(2025_04_10)
    ended.end_days(2025_04_20, since=2025_04_11)

    for loan in (ended, missed):
        act(loan, "restructure", 2025_04_21, until_day=2026_04_21)

    assert missed.dues()[0].fee_minor == ended.dues()[0].fee_minor > 0
    assert books(missed) == books(ended)


def test_an_instalment_that_asks_for_nothing_is_never_due() -> None:
    loan = RunningLoan(method=Method.BULLET, periods=4, interest_free=2)

    loan.end_days(2025_05_10)

    assert (loan.loan.state, loan.standing.past_due_days) == ("ACTIVE", 0)
    assert loan.standing.first_open == 3
    loan.end_days(2025_06_03, since=2025_05_11)
    assert loan.loan.state == "DUE"


def test_no_more_is_recovered_than_is_still_claimed_and_it_is_income_once_the_loan_is_closed() -> None:
    """P14: what came back is set aside for the loan until nothing of it is open."""
    loan = RunningLoan()
    loan.end_days(2025_07_10)
    act(loan, "dispose", 2025_07_11)
    act(loan, "write_off", 2025_07_12)

    act(loan, "recover", 2025_08_01, minor=59_000_000)
    assert -loan.balance("1304") == loan.standing.provision_minor == 59_000_000
    with pytest.raises(Refused, match="recover of 1000001 minor units on L-1; there are 1000000"):
        act(loan, "recover", 2025_08_01, minor=1_000_001)
    act(loan, "close", 2025_08_02)
    act(loan, "recover", 2025_08_03)

    assert loan.balance("written_off") == loan.balance("1304") == loan.standing.provision_minor == 0


@pytest.mark.parametrize("kind", ["surplus", "margin_applied", "gift"])
def test_money_nobody_knew_is_not_identified_as_what_the_house_holds_already(kind: str) -> None:
    loan = RunningLoan()
    early(loan, "100.00", "B-1", "2025-03-20", received=2025_03_20, loan_no="L-9")
    assert loan.row(Receipt, "B-1").state == "unidentified"
    before = loan.books()

    said = ReceiptActed(
        receipt_no="B-1",
        act="identify",
        by="chen",
        approver="li",
        business_day=2025_03_21,
        loan_no=LOAN,
        kind=kind,
    )
    with pytest.raises(Refused, match="is no kind of money"):
        tell(loan, said)
    assert loan.books() == before
