"""Whose money it is when a bank writes names and spaces, as banks do."""

from __future__ import annotations

import pytest

from core.loan import Facility, Receipt
from core.loan.modes import Mode
from core.loan.terms import Method
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product
from tests.core.loan.running import RunningLoan, on
from tests.core.loan.test_money_in import BORROWER, paid
from tests.core.rooms import told


@pytest.mark.parametrize("payer", [{"id": BORROWER}, {"id": BORROWER.lower()}, {"name": "闽江钢材（福州）"}])
def test_a_dealer_s_margin_is_margin_though_the_bank_tells_his_name_alone(payer: dict[str, str]) -> None:
    """As a refund of the seller it would pay the loan, and free none of the dealer's goods."""
    loan = RunningLoan(a_product(Mode.PREPAYMENT, "three_party"), method=Method.WITH_PRINCIPAL, periods=1)
    master = {"uscc": BORROWER, "name": "闽江钢材(福州)", "as_of": on(2025_03_03).isoformat()}
    loan.receive(told("party.master.v1", master, received=on(2025_03_03)))

    paid(loan, "100000.00", "B-1", payer=payer)

    assert loan.row(Receipt, "B-1").kind == "margin"
    assert loan.row(Facility, "F-1").margin_minor == 10_000_000


def test_another_of_another_name_is_the_seller() -> None:
    loan = RunningLoan(a_product(Mode.PREPAYMENT, "three_party"), method=Method.WITH_PRINCIPAL, periods=1)

    paid(loan, "100.00", "B-1", payer={"name": "核心钢厂"})

    assert loan.row(Receipt, "B-1").kind == "refund"


def test_an_account_is_one_however_it_is_spaced() -> None:
    """Money on an account that nobody knows is nobody's business, and would vanish without a word."""
    loan = RunningLoan()

    paid(loan, "100", "B-1", payee_account={"number": "6222 00"})
    paid(loan, "100", "B-1", payee_account={"number": "622-200"})

    assert [row.receipt_no for row in loan.rows(Receipt)] == ["B-1"]


def test_an_account_is_signed_as_banks_write_it() -> None:
    rooms = DealRooms()
    rooms.approve()

    rooms.sign(account="6222 0212-3")

    assert rooms.row(Facility, "F-1").account == "622202123"
