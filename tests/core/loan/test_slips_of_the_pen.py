"""What people may write wrong about money: a day that is not here, one name twice, one invoice twice."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from core.loan import Loan, Receipt, ReceiptActed
from core.loan.messages import LoanActed
from tests.core.collateral.receivables import come_through, invoice
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_factoring_draws import a_factoring, assigned
from tests.core.loan.test_money_in import stated
from tests.core.rooms import ordered


def call_in(loan: RunningLoan, day: int, approver: str = "zhao") -> None:
    said = LoanActed(
        loan_no=LOAN,
        version=loan.loan.version,
        act="accelerate",
        by="wang",
        approver=approver,
        business_day=day,
    )
    loan.receive(ordered("loan.acted.v1", said, on(2025_03_20), key=f"{day}{approver}"))


@pytest.mark.parametrize("approver", ["", "Wang"])
def test_what_takes_two_is_not_done_by_one_who_writes_himself_otherwise(approver: str) -> None:
    loan = RunningLoan()

    with pytest.raises(Refused, match="second person"):
        call_in(loan, 2025_03_20, approver)

    assert loan.loan.state == "ACTIVE"


def test_nothing_is_done_to_a_loan_as_of_a_day_that_is_not_here() -> None:
    """One digit of the month too many would earn half a year of interest at once."""
    loan = RunningLoan()
    loan.end_days(2025_03_19)
    books = loan.books()

    with pytest.raises(Refused, match="as of 20250920, and it is 20250320"):
        call_in(loan, 2025_09_20)
    assert loan.books() == books

    call_in(loan, 2025_03_20)
    assert loan.loan.state == "ACCELERATED"


def test_no_receipt_is_taken_back_as_of_a_day_that_is_not_here() -> None:
    loan = RunningLoan()
    stated(loan, "100", "B-1")
    said = ReceiptActed(
        receipt_no="B-1", act="take_back", by="wang", approver="zhao", business_day=2025_09_04, reason="no"
    )

    with pytest.raises(Refused, match="as of 20250904"):
        loan.receive(ordered("loan.receipt_acted.v1", said, on(2025_04_04)))

    assert loan.row(Receipt, "B-1").state == "applied"


def test_an_invoice_is_bought_once_however_its_number_is_written() -> None:
    """Another invoice under the contract would cover the second draw; the first would stand for both."""
    rooms = assigned(a_factoring())
    rooms.receive(invoice("INV-2", "2000000"))
    come_through(rooms, "B-2", {"INV-2": "2000000"})

    def draw(number: str, yuan: str, ref: str) -> None:
        refs = [{"kind": "invoice", "number": ref}]
        rooms.draw(yuan, number, term_months=None, maturity="2025-08-31", trade_refs=refs)

    draw("D-1", "904000", "INV-1")
    for ref in ("INV-1", "inv-1"):
        with pytest.raises(Refused, match="invoice INV1 is bought by D-1"):
            draw("D-2", "100000", ref)

    draw("D-2", "100000", "INV-2")
    assert sorted(row.loan_no for row in rooms.rows(Loan)) == ["D-1", "D-2"]

    rooms.act_on_draw("cancel", reason="not needed", draw_no="D-1")
    draw("D-3", "100000", "INV-1")
