"""Factoring draws: the golden one to the cent (G5), with recourse and without; what is kept back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.loan import Due, Loan, Standing
from core.loan.interest import Basis
from core.loan.modes import Mode
from core.loan.product import Bounds, Fee, Product, Repaying
from core.loan.terms import Method
from tests.core.collateral.receivables import come_through, invoice, security
from tests.core.loan.deal_papers import BORROWER
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product

# Behind the hour by which the debtor has acknowledged.
AFTER_S = 7 * 3600


def a_factoring(variant: str = "recourse", **changed: Any) -> Product:
    """80 %, interest of the whole term taken at the draw, a commission of 0.5 % of the invoice."""
    return a_product(
        Mode.FACTORING,
        variant,
        advance=Bounds(least=Decimal("0.7"), usual=Decimal("0.8"), most=Decimal("0.9")),
        repaying=Repaying(methods=(Method.WITH_PRINCIPAL,), advance=1, basis=Basis()),
        fees=(
            Fee(
                code="commission",
                name_zh="保理手续费",
                name_en="commission",
                when="draw",
                of="invoice",
                rate_ppm=5_000,
            ),
        ),
        **changed,
    )


def assigned(product: Product, amount: str = "1130000") -> DealRooms:
    """One invoice under the security contract F-1, told, verified, registered, noticed and acknowledged."""
    rooms = DealRooms(product)
    rooms.receive(security())
    rooms.receive(invoice("INV-1", amount))
    come_through(rooms, "B-1", {"INV-1": amount})
    rooms.count = AFTER_S
    rooms.open_facility(contract_no="F-1", rate="0.08", advance_ppm=800_000)
    return rooms


def drawn(product: Product, **changed: Any) -> DealRooms:
    rooms = assigned(product)
    # 90 days of actual/360 are a quarter of a year.
    rooms.draw("904000", term_months=None, maturity="2025-08-31", **changed)
    rooms.send_out()
    return rooms


def test_the_golden_draw_pays_the_seller_what_is_left_to_the_cent() -> None:
    """G5: 904,000.00 less 18,080.00 of interest and 5,650.00 of commission are 880,270.00."""
    rooms = drawn(a_factoring())
    assert rooms.row(Loan, "D-1").cash_minor == 88_027_000

    rooms.answer()

    assert rooms.balance("1305.01", contract="D-1") == 90_400_000
    assert rooms.balance("1002.01") == -88_027_000
    assert rooms.balance("2401", contract="D-1") == -1_705_660
    assert rooms.balance("6021") == -533_019
    assert rooms.balance("2221") == -(102_340 + 31_981)
    assert rooms.row(Standing, "D-1").deferred_minor == 1_705_660
    loan = rooms.row(Loan, "D-1")
    assert (loan.invoice_minor, loan.reserve_minor) == (113_000_000, 22_600_000)


def test_without_recourse_the_invoice_is_bought_and_the_reserve_is_owed() -> None:
    rooms = drawn(a_factoring("without_recourse"))
    rooms.answer()

    assert rooms.balance("1305.02", contract="D-1") == 113_000_000
    assert rooms.balance("2241.01", party=BORROWER) == -22_600_000
    assert rooms.balance("1002.01") == -88_027_000
    standing = rooms.row(Standing, "D-1")
    assert (standing.bought_minor, standing.reserve_minor) == (113_000_000, 22_600_000)


def test_a_purchase_in_arrears_takes_nothing_at_the_draw() -> None:
    product = replace(
        a_factoring("without_recourse"), repaying=Repaying(methods=(Method.WITH_PRINCIPAL,)), fees=()
    )
    rooms = drawn(product)
    rooms.answer()
    assert rooms.balance("1002.01") == -90_400_000
    assert rooms.balance("1305.02", contract="D-1") == 113_000_000


def test_with_interest_taken_a_later_value_date_is_another_amount() -> None:
    """A day less of interest would be due: the payment is not the one that the books would make of it."""
    rooms = drawn(a_factoring())
    rooms.answer(value_date="2025-06-03")
    assert (
        "with interest taken from 20250603 on, 88047089 minor units are to be paid"
        in rooms.alerts()["L04:D-1"]
    )
    assert rooms.row(Loan, "D-1").state == "DISBURSING"


def test_a_draw_buys_the_invoices_it_names() -> None:
    named = [{"kind": "invoice", "number": "INV-1"}]
    rooms = drawn(a_factoring("without_recourse"), trade_refs=named)
    assert rooms.row(Loan, "D-1").invoice_minor == 113_000_000
    with pytest.raises(
        Refused, match="invoices INV-9 stand with 0 minor units under F-1; 10000000 are asked for"
    ):
        rooms.draw("100000", "D-2", trade_refs=[{"kind": "invoice", "number": "INV-9"}])


def test_receivables_that_are_not_acknowledged_buy_nothing() -> None:
    rooms = DealRooms(a_factoring())
    rooms.receive(security())
    rooms.receive(invoice("INV-1", "1130000"))
    rooms.count = AFTER_S
    rooms.open_facility(contract_no="F-1", rate="0.08", advance_ppm=800_000)
    with pytest.raises(Refused, match=r"no money under F-1 yet: .*cover: 90400000 minor units would be owed"):
        rooms.draw("904000")
    assert rooms.rows(Loan) == []


def test_fees_of_the_limit_fixed_ones_and_those_paid_with_the_last_instalment() -> None:
    fees = (
        Fee(code="review", name_zh="评审费", name_en="review", when="draw", fixed_minor=50_000),
        Fee(code="line", name_zh="额度费", name_en="line", when="repay", of="limit", rate_ppm=1_000),
        Fee(code="care", name_zh="管理费", name_en="care", when="apart", rate_ppm=1_000),
    )
    rooms = DealRooms(a_product(fees=fees))
    rooms.pledge()
    rooms.open_facility()
    rooms.active_loan()

    assert rooms.row(Loan, "D-1").cash_minor == 100_000_000 - 50_000
    assert rooms.balance("6021") == -47_170
    dues = sorted(rooms.rows(Due, loan_no="D-1"), key=lambda due: due.number)
    assert [due.fee_minor for due in dues] == [0, 0, 800_000]
