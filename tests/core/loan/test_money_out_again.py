"""Money that went back out again: no goods are let go for it, and no account keeps what is not there."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.catalogue.parts import PartyRef
from core.collateral.prepaid import Prepaid
from core.collateral.prepayment_messages import DeliveryNoticed
from core.collateral.security_messages import SecurityOpened
from core.kernel.errors import Refused
from core.loan import Facility, Receipt, ReceiptActed
from core.loan.messages import LoanActed
from core.loan.modes import Mode
from core.loan.terms import Method
from tests.core.collateral.pledges import money
from tests.core.loan.rooms import a_product
from tests.core.loan.running import DRAWN, LOAN, RunningLoan, on
from tests.core.loan.test_money_in import paid
from tests.core.rooms import ordered

DAY = 2025_04_03


def dealt() -> RunningLoan:
    """600,000 prepaid to a maker, on a security contract of collateral that lets go what margin pays for."""
    product = a_product(Mode.PREPAYMENT, "three_party")
    loan = RunningLoan(product, method=Method.WITH_PRINCIPAL, periods=1)
    said = SecurityOpened(
        contract_no="P-1",
        kind="prepayment",
        financier=PartyRef(name="House"),
        provider=PartyRef(name="Dealer"),
        debtor=PartyRef(name="Maker"),
        currency="CNY",
        rate_ppm=700_000,
        release_rule="R1",
        opened_at=on(DRAWN),
    )
    loan.receive(ordered("collateral.security_opened.v1", said, on(DRAWN), key="P-1"))
    under = replace(loan.row(Facility, "F-1"), contract_no="P-1")

    def secure(_message: Any, work: Any) -> None:
        work.facilities.put(under)
        work.loans.put(replace(loan.loan, contract_no="P-1"))

    loan.act(secure, DRAWN)
    return loan


def act(loan: RunningLoan, what: str, minor: int | None = None) -> None:
    said = LoanActed(
        loan_no=LOAN,
        version=loan.loan.version,
        act=what,
        by="wang",
        approver="zhao",
        business_day=DAY,
        minor=minor,
    )
    loan.receive(ordered("loan.acted.v1", said, on(DAY, 12), key=f"{what}{loan.loan.version}"))


def take_back(loan: RunningLoan, number: str, key: str = "") -> None:
    said = ReceiptActed(
        receipt_no=number, act="take_back", by="wang", approver="zhao", business_day=DAY, reason="退汇"
    )
    loan.receive(ordered("loan.receipt_acted.v1", said, on(DAY, 13), key=number + key))


def let_go(loan: RunningLoan, yuan: str) -> None:
    said = DeliveryNoticed(contract_no="P-1", notice_no=f"DN-{yuan}", value=money(yuan), approver="li")
    loan.receive(ordered("collateral.delivery_noticed.v1", said, on(DAY, 14), key=yuan))


def test_goods_are_let_go_for_margin_that_is_there_and_for_none_that_went_back() -> None:
    loan = dealt()
    paid(loan, "200000.00", "M-1")
    act(loan, "return_margin", 15_000_000)

    with pytest.raises(Refused, match="lets go 20000000 minor units of CNY, by R1 the margin allows 5000000"):
        let_go(loan, "200000")
    let_go(loan, "50000")

    paid(loan, "100000.00", "M-2", 2025_04_04)
    assert loan.row(Prepaid, "P-1").added_minor == 15_000_000, "what comes next brings nothing back"


def test_margin_that_the_bank_took_back_is_held_no_more_and_frees_nothing() -> None:
    loan = dealt()
    paid(loan, "200000.00", "M-1")

    take_back(loan, "M-1")

    assert loan.row(Facility, "F-1").margin_minor == loan.balance("2002", "F-1") == 0
    assert loan.row(Prepaid, "P-1").added_minor == 0
    with pytest.raises(Refused, match="receipt M-1 is reversed"):
        take_back(loan, "M-1", "again")


def test_margin_that_was_applied_meanwhile_is_not_taken_back() -> None:
    loan = dealt()
    loan.end_days(2025_04_02)
    paid(loan, "200000.00", "M-1")
    act(loan, "apply_margin", 10_000_000)

    with pytest.raises(Refused, match="margin M-1 is 20000000 minor units, 10000000 are held"):
        take_back(loan, "M-1")


def test_margin_that_was_applied_and_is_taken_back_is_margin_again() -> None:
    loan = dealt()
    loan.end_days(2025_04_02)
    paid(loan, "200000.00", "M-1")
    act(loan, "apply_margin", 10_000_000)
    [applied] = loan.rows(Receipt, kind="margin_applied")

    take_back(loan, applied.receipt_no)

    assert -loan.balance("2002", "F-1") == loan.row(Facility, "F-1").margin_minor == 20_000_000
    assert loan.standing.outstanding_minor == 60_000_000
    loan.assert_ties()


def test_nobody_s_money_that_the_bank_took_back_leaves_the_account_of_nobody() -> None:
    loan = RunningLoan()
    paid(loan, "100.00", "U-1", currency="CNY", value_date="2025-03-01")
    assert loan.row(Receipt, "U-1").state == "unidentified"
    assert "L03:U-1" in loan.alerts()

    take_back(loan, "U-1")

    assert loan.row(Receipt, "U-1").state == "reversed"
    assert loan.balance("2241.03", "") == 0
    assert "L03:U-1" not in loan.alerts()


def test_money_on_what_was_written_off_is_recovered_from_the_account_of_nobody_and_comes_in_once() -> None:
    """Recovered beside it the cash would stand in the books twice."""
    loan = RunningLoan()
    loan.end_days(2025_07_10)
    gone(loan, "dispose", 2025_07_11)
    gone(loan, "write_off", 2025_07_12)
    paid(loan, "100000.00", "W-1", 2025_08_01)
    assert -loan.balance("2241.03", "") == 10_000_000
    cash = loan.balance("1002.01", "")

    with pytest.raises(Refused, match="receipt W-1 is 10000000 minor units"):
        gone(loan, "recover", 2025_08_02, number="W-1", minor=9_000_000)
    gone(loan, "recover", 2025_08_02, number="W-1")

    assert loan.balance("1002.01", "") == cash
    assert loan.balance("2241.03", "") == 0
    assert loan.balance("written_off") == 50_000_000
    assert loan.row(Receipt, "W-1").kind == "recovery"
    assert "L03:W-1" not in loan.alerts()
    with pytest.raises(Refused, match="W-1 is no CNY that nobody knows"):
        gone(loan, "recover", 2025_08_03, number="W-1")


def gone(loan: RunningLoan, what: str, day: int, **rest: Any) -> None:
    said = LoanActed(
        loan_no=LOAN,
        version=loan.loan.version,
        act=what,
        by="wang",
        approver="zhao",
        business_day=day,
        **rest,
    )
    loan.receive(ordered("loan.acted.v1", said, on(day, 12), key=f"{what}{day}{rest}"))
