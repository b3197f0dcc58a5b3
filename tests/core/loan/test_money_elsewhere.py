"""Money that does not go the plain way: for what was bought without recourse, and older than the plan."""

from __future__ import annotations

import pytest

from core.loan import Receipt, ReceiptActed
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_money_in import collect, factored, paid
from tests.core.rooms import ordered, told


def test_of_what_was_bought_the_whole_receivable_leaves_the_books_with_its_last_payment() -> None:
    """P3, P8 without recourse."""
    loan = factored("without_recourse")
    loan.end_days(2025_05_31)
    assert loan.balance("1305.02") == 113_000_000

    collect(loan, "500000.00", "B-1", 2025_06_01)
    collect(loan, "630000.00", "B-2", 2025_06_01)

    assert loan.loan.state == "SETTLED"
    assert loan.balance("1305.02") == loan.balance("1132") == 0
    assert -loan.balance("2241.01") == loan.standing.reserve_minor == 20_792_000


@pytest.mark.parametrize(("until", "day"), [(2025_05_31, 2025_06_01), (2025_05_09, 2025_05_10)])
def test_of_what_was_bought_the_seller_pays_what_is_open_and_has_it_back(until: int, day: int) -> None:
    """P9 without recourse: nothing of it ever stands as an advance; early it falls due with what is paid."""
    loan = factored("without_recourse")
    loan.end_days(until)
    collect(loan, "500000.00", "B-1", day)
    assert loan.loan.state != "SETTLED"
    stands = loan.standing
    owed = stands.outstanding_minor + stands.accrued_minor - stands.interest_paid_minor

    paid(loan, f"{owed // 100}.{owed % 100:02}", "S-1", day)

    assert loan.loan.state == "SETTLED"
    assert loan.row(Receipt, "S-1").kind == "buy_back"
    assert loan.balance("1305.01") == loan.balance("1305.02") == loan.balance("1132") == 0
    assert -loan.balance("2241.01") == loan.standing.reserve_minor == 0, "its seller owns it again"


def test_what_a_guarantor_pays_of_what_was_bought_stands_where_it_stood() -> None:
    loan = factored("without_recourse")
    loan.end_days(2025_05_31)

    loan.pay(10_000_000, 2025_06_01, "G-1", kind="guarantor")

    assert loan.balance("1305.01") == 0
    assert loan.balance("1305.02") == loan.standing.bought_minor
    assert -loan.balance("2241.01") == loan.standing.reserve_minor


def test_money_older_than_the_plan_is_in_the_books_and_people_say_what_it_pays() -> None:
    """What made the plan came first: a part paid early. Then an older part becomes known."""
    loan = RunningLoan()
    loan.end_days(2025_03_20)
    early = {
        "repay_no": "E-1",
        "bank_ref": "E-1",
        "loan_no": LOAN,
        "kind": "early",
        "value_date": "2025-03-21",
    }
    body = early | {"amount": {"amount": "100000", "currency": "CNY"}}
    loan.receive(told("funder.repayment.v1", body, received=on(2025_03_21)))
    assert (loan.loan.plan, loan.balance("1002.01", "")) == (2, -50_000_000)

    paid(loan, "50000.00", "OLD", 2025_03_14)

    assert loan.row(Receipt, "OLD").state == "unidentified"
    assert loan.balance("1002.01", "") == -45_000_000, "it lies on our account"
    assert "L03:OLD" in loan.alerts()
    act = ReceiptActed(
        receipt_no="OLD", act="identify", loan_no=LOAN, by="wang", approver="zhao", business_day=2025_03_22
    )
    loan.receive(ordered("loan.receipt_acted.v1", act, on(2025_03_22)))
    known = loan.row(Receipt, "OLD")
    assert (known.state, known.value_day) == ("applied", 2025_03_21)
    assert loan.balance("2241.03", "") == 0
    loan.assert_ties()
