"""What people do with a running loan: each by two, on what they saw, and with its own end in the books."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger import Line
from core.loan import Facility, LoanActed, LoanStep, LoanWork
from core.loan.modes import VARIANTS, Mode
from core.loan.terms import Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_money_in import BORROWER, collect, factored, paid
from tests.core.rooms import ordered


def act(loan: RunningLoan, name: str, day: int, **more: Any) -> list[Message]:
    """The act as two people order it, on the loan as it is now."""
    said = LoanActed(
        loan_no=LOAN, version=loan.loan.version, act=name, by="chen", approver="li", business_day=day
    )
    said = replace(said, **more)
    return loan.receive(ordered("loan.acted.v1", said, on(day, 15), key=f"{name}/{said.version}"))


def booked(loan: RunningLoan) -> set[str]:
    """The accounts of money that have a line."""
    return {line.account for line in loan.rows(Line) if line.book in {"general", "off_balance"}}


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("forgive", {}, "'forgive' is nothing that is done with a loan"),
        ("close", {"approver": "chen"}, "a second person approves it"),
        ("close", {"version": 7}, "is at version 1, not 7; look again"),
        ("close", {"loan_no": "L-2"}, "there is no loan L-2"),
        ("extend", {"until_day": 2026_06_01}, "product goods-static is not extended"),
        ("pay_reserve", {}, "the seller's part waits"),
        ("refund_surplus", {}, "there are 0"),
        ("write_off", {}, "is ACTIVE; write_off"),
        ("recover", {}, "is ACTIVE, not written off"),
        ("file_claim", {}, "under a number"),
        ("restructure", {}, "says no day until when"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_changed(
    name: str, more: dict[str, Any], says: str
) -> None:
    loan = RunningLoan()
    before = loan.books()
    with pytest.raises(Refused, match=says):
        act(loan, name, 2025_03_10, **more)
    assert loan.books() == before


def test_a_loan_is_closed_only_when_nothing_of_it_is_open() -> None:
    loan = RunningLoan()
    loan.end_days(2025_03_09)
    with pytest.raises(Refused, match="60000000 minor units of principal; 70000 minor units of interest"):
        act(loan, "close", 2025_03_10)

    act(loan, "accelerate", 2025_03_10)
    paid(loan, "600800.00", "B-1", 2025_03_10)
    assert loan.loan.state == "SETTLED"
    with pytest.raises(Refused, match="open are: 10000 minor units of money paid too much"):
        act(loan, "close", 2025_03_11)
    act(loan, "refund_surplus", 2025_03_11)
    act(loan, "close", 2025_03_12)

    assert loan.loan.state == "CLOSED"
    loan.end_days(2025_04_10, since=2025_03_10)
    loan.assert_ties()
    assert all(loan.balance(account) == 0 for account in ("1303.01", "1132", "1304", "2241.04"))
    assert [row.event for row in loan.rows(LoanStep, subject=LOAN)][-3:] == ["repay", "settle", "close"]


def test_an_extended_loan_pays_what_is_owed_first_and_the_rest_on_its_new_day() -> None:
    """T27."""
    product = a_product(extendable=True)
    loan = RunningLoan(product, method=Method.WITH_PRINCIPAL, periods=1)
    loan.end_days(2025_04_02)

    act(loan, "extend", 2025_04_03, until_day=2025_07_02)

    assert loan.loan.state == "EXTENDED"
    first, rest = loan.dues()
    assert (first.due, first.interest_minor, first.principal_minor) == (2025_04_03, 310_000, 0)
    assert (rest.due, rest.interest_minor, rest.principal_minor) == (2025_07_02, 900_000, 60_000_000)
    paid(loan, "3100.00", "B-1", 2025_04_03)
    loan.end_days(2025_07_01, since=2025_04_03)
    assert loan.standing.accrued_minor == 1_210_000
    paid(loan, "609000.00", "B-2", 2025_07_02)
    assert loan.loan.state == "SETTLED"
    loan.assert_ties()


def test_what_is_written_off_leaves_the_books_and_what_comes_later_is_income_against_the_loss() -> None:
    """P14, T31."""
    loan = RunningLoan()
    loan.end_days(2025_07_10)
    act(loan, "dispose", 2025_07_11)

    act(loan, "write_off", 2025_07_12)
    act(loan, "recover", 2025_08_01, minor=1_000_000)

    assert loan.loan.state == "WRITTEN_OFF"
    assert loan.balance("1303.01") == loan.balance("1132") == 0
    assert loan.balance("written_off") == 60_000_000 - 1_000_000
    assert loan.balance("1002.01", "") == -59_000_000
    with pytest.raises(Refused, match="there are 59000000"):
        act(loan, "recover", 2025_08_01, minor=59_000_001)
    act(loan, "recover", 2025_08_01)
    assert loan.balance("written_off") == 0
    with pytest.raises(Refused, match="there are 0"):
        act(loan, "recover", 2025_08_01, minor=1)
    act(loan, "close", 2025_08_02)


def test_a_seller_buys_back_what_its_debtor_does_not_pay() -> None:
    """P9, T28."""
    loan = factored()
    loan.end_days(2025_07_05)
    assert loan.loan.state == "OVERDUE"

    [demanded] = [
        each.body for each in act(loan, "demand_back", 2025_07_06) if each.type == "loan.demanded.v1"
    ]
    assert (demanded.kind, demanded.of) == ("buy_back", BORROWER)
    paid(loan, f"{demanded.minor // 100}.{demanded.minor % 100:02}", "B-1", 2025_07_06)

    assert loan.loan.state == "SETTLED"
    assert loan.balance("1305.01") == loan.balance("1132") == 0


def test_the_seller_s_part_is_paid_out_once() -> None:
    loan = factored()
    loan.end_days(2025_05_31)
    collect(loan, "1130000.00", "B-1", 2025_06_01)

    act(loan, "pay_reserve", 2025_06_03)

    assert loan.balance("2241.01") == 0
    with pytest.raises(Refused, match="there are 0"):
        act(loan, "pay_reserve", 2025_06_03)
    act(loan, "close", 2025_06_04)


def test_margin_pays_what_is_due_and_what_is_left_of_it_goes_back() -> None:
    """P10, 保兑仓."""
    loan = RunningLoan(a_product(Mode.PREPAYMENT, "three_party"), method=Method.WITH_PRINCIPAL, periods=1)
    paid(loan, "650000.00", "B-1")
    loan.end_days(2025_04_02)

    act(loan, "apply_margin", 2025_04_03, minor=60_310_000)
    assert loan.loan.state == "SETTLED"
    act(loan, "return_margin", 2025_04_03)

    assert loan.row(Facility, "F-1").margin_minor == 0
    assert loan.balance("2002", "F-1") == 0
    loan.assert_ties()


def test_the_first_margin_pays_and_goes_back_like_the_rest_of_it_and_is_not_left_behind() -> None:
    """P10, 保兑仓: what was added goes first."""
    loan = RunningLoan(a_product(Mode.PREPAYMENT, "three_party"), method=Method.WITH_PRINCIPAL, periods=1)
    paid(loan, "650000.00", "B-1")

    def first(_message: Message, work: LoanWork) -> None:
        held = loan.row(Facility, "F-1")
        work.facilities.put(replace(held, margin_minor=40_000_000))
        work.standings.put(replace(loan.standing, first_margin_minor=25_000_000))

    loan.act(first, 2025_03_03)
    loan.end_days(2025_04_02)
    act(loan, "apply_margin", 2025_04_03, minor=60_310_000)
    assert loan.loan.state == "SETTLED"
    assert loan.standing.first_margin_minor == 4_690_000
    with pytest.raises(Refused, match="4690000 minor units of its first margin"):
        act(loan, "close", 2025_04_03)
    act(loan, "return_margin", 2025_04_03)

    assert loan.balance("2002", "F-1") == 0
    act(loan, "close", 2025_04_04)


def test_a_loan_on_a_funder_s_book_is_repaid_and_closed_without_income_of_ours() -> None:
    """P17."""
    loan = RunningLoan(a_product(booking="agency"), method=Method.WITH_PRINCIPAL, periods=1)
    loan.end_days(2025_04_02)
    paid(loan, "603100.00", "B-1", 2025_04_03)
    assert loan.loan.state == "SETTLED"
    assert loan.balance("6011", "") == loan.balance("1132", "") == 0
    act(loan, "close", 2025_04_04)
    assert loan.loan.state == "CLOSED"


def test_what_comes_in_on_a_funder_s_book_moves_the_principal_that_stands_there_and_nothing_of_ours() -> None:
    """P17: interest alone, money that waits for its day, and what is given up are the funder's."""
    loan = RunningLoan(a_product(booking="agency"), method=Method.BULLET, periods=3)
    stood = loan.balance("agency", "")
    loan.end_days(2025_04_02)
    paid(loan, "3100.00", "B-1", 2025_04_03)
    assert loan.balance("agency", "") == stood, "interest alone"
    paid(loan, "606200.00", "B-2", 2025_05_02)
    loan.end_days(2025_05_20, 2025_04_03)
    assert loan.standing.surplus_minor == 60_320_000

    loan.end_days(2025_06_03, 2025_05_21)
    assert loan.loan.state == "SETTLED"
    assert loan.balance("agency", "") == stood - 60_000_000
    act(loan, "refund_surplus", 2025_06_04)
    act(loan, "close", 2025_06_04)
    assert booked(loan) == {"agency"}


@pytest.mark.parametrize("mode", [Mode.FACTORING, Mode.PREPAYMENT])
def test_what_a_factor_buys_and_margin_stand_on_no_funder_s_book(mode: Mode) -> None:
    with pytest.raises(Refused, match="stand on our own books, not on a funder's"):
        a_product(mode, VARIANTS[mode][0], booking="agency")


@pytest.mark.parametrize("kind", ["repayment", "guarantor", "claim", "buy_back", "disposal"])
def test_whoever_pays_on_a_funder_s_book_lowers_what_stands_there(kind: str) -> None:
    loan = RunningLoan(a_product(booking="agency"), method=Method.WITH_PRINCIPAL, periods=1)
    stood = loan.balance("agency", "")
    loan.end_days(2025_04_02)

    loan.pay(60_310_000, 2025_04_03, "B-1", kind=kind)

    assert loan.standing.outstanding_minor == 0
    assert loan.balance("agency", "") == stood - 60_000_000
    assert booked(loan) == {"agency"}


def test_what_a_funder_gives_up_on_its_own_book_is_no_loss_of_ours() -> None:
    loan = RunningLoan(a_product(booking="agency"), method=Method.WITH_PRINCIPAL, periods=1)
    stood = loan.balance("agency", "")
    loan.end_days(2025_09_30)
    act(loan, "accelerate", 2025_10_01)
    act(loan, "dispose", 2025_10_01)
    act(loan, "write_off", 2025_10_01)
    assert loan.loan.state == "WRITTEN_OFF"
    assert loan.balance("agency", "") == stood - 60_000_000
    assert booked(loan) == {"agency"}
    with pytest.raises(Refused, match="there are 0"):
        act(loan, "recover", 2025_10_02)
