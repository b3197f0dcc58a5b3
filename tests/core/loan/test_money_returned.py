"""Money that pays nothing here goes back to where it came from (P11): by two people, whole, and once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.loan import Receipt, ReceiptActed
from tests.core.loan.running import LOAN, RunningLoan
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import paid, tell

RETURN = ReceiptActed(
    receipt_no="B-9", act="return", by="chen", approver="li", business_day=2025_03_20, reason="loan is over"
)


def ended_and_paid_again() -> RunningLoan:
    """A loan that is paid off and closed, and 1,000.00 more that name it."""
    loan = RunningLoan()
    loan.end_days(2025_03_09)
    act(loan, "accelerate", 2025_03_10)
    paid(loan, "600700.00", "B-1", 2025_03_10)
    act(loan, "close", 2025_03_11)
    account = {"number": "955800"}
    paid(loan, "1000.00", "B-9", 2025_03_19, purpose=LOAN, payer_account=account)
    assert loan.row(Receipt, "B-9").state == "unidentified"
    assert -loan.balance("2241.03", "") == 100_000
    return loan


def test_money_of_an_ended_loan_goes_back_to_the_account_it_came_from() -> None:
    loan = ended_and_paid_again()
    cash = loan.balance("1002.01", "")

    tell(loan, RETURN)

    assert loan.balance("2241.03", "") == 0
    assert loan.balance("1002.01", "") == cash - 100_000
    assert loan.row(Receipt, "B-9").state == "returned"
    assert "L03:B-9" not in loan.alerts()
    [due] = [each.body for each in loan.produced if each.type == "loan.return_due.v1"]
    assert (due.receipt_no, due.account, due.bank_ref, due.minor) == ("B-9", "955800", "B-9", 100_000)


def test_it_goes_back_once_and_told_again_it_is_the_same_money() -> None:
    loan = ended_and_paid_again()
    tell(loan, RETURN)
    before = loan.books()

    for again in (RETURN, replace(RETURN, act="identify", loan_no=LOAN), replace(RETURN, act="take_back")):
        with pytest.raises(Refused):
            tell(loan, replace(again, reason="again"))
    assert loan.books() == before
    paid(loan, "1000.00", "B-9", 2025_03_19, purpose=LOAN, payer_account={"number": "955800"})

    assert loan.balance("2241.03", "") == 0
    assert loan.row(Receipt, "B-9").state == "returned"


def test_one_alone_sends_nothing_back_and_what_pays_a_loan_is_not_sent_back() -> None:
    loan = ended_and_paid_again()
    before = loan.books()

    with pytest.raises(Refused, match="a second person approves it"):
        tell(loan, replace(RETURN, approver="chen"))
    with pytest.raises(Refused, match="receipt B-1 is applied"):
        tell(loan, replace(RETURN, receipt_no="B-1"))

    assert loan.books() == before
