"""A loan that is paid before its days: what it costs, what comes back, and what is left of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.kernel.money import Money
from core.loan.modes import Mode
from core.loan.terms import ALL_PERIODS, Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_money_in import collect
from tests.core.rooms import told


def early(loan: RunningLoan, amount: str, ref: str, day: int, kind: str = "early") -> None:
    body = {
        "repay_no": ref,
        "loan_no": LOAN,
        "kind": kind,
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": f"{day // 10_000}-{day // 100 % 100:02}-{day % 100:02}",
        "bank_ref": ref,
    }
    loan.receive(told("funder.repayment.v1", body, received=on(day)))


def test_a_part_is_repaid_with_the_interest_so_far_and_the_rest_bears_less() -> None:
    loan = RunningLoan(method=Method.WITH_PRINCIPAL, periods=0, maturity=date(2025, 6, 1))
    loan.end_days(2025_04_01)

    early(loan, "203000.00", "E-1", 2025_04_02)

    first, rest = loan.dues()
    assert (first.interest_minor, first.principal_minor, first.settled_day) == (
        300_000,
        20_000_000,
        2025_04_02,
    )
    assert (rest.principal_minor, rest.interest_minor, rest.due) == (40_000_000, 400_000, 2025_06_01)
    assert loan.loan.state == "ACTIVE"
    loan.assert_ties()
    loan.end_days(2025_05_31, since=2025_04_02)
    early(loan, "404000.00", "E-2", 2025_06_01, kind="normal")
    assert loan.loan.state == "SETTLED"
    loan.assert_ties()


def test_all_of_it_is_repaid_with_the_interest_so_far_and_nothing_is_earned_any_more() -> None:
    """B12."""
    loan = RunningLoan()
    loan.end_days(2025_03_19)

    early(loan, "601700.00", "E-1", 2025_03_20, kind="settle")

    assert loan.loan.state == "SETTLED"
    assert loan.standing.surplus_minor == 0
    loan.end_days(2025_05_01, since=2025_03_20)
    loan.assert_ties()


def test_what_comes_early_and_reaches_no_principal_waits_for_its_day() -> None:
    loan = RunningLoan()
    loan.end_days(2025_03_19)
    early(loan, "100.00", "E-1", 2025_03_20)

    assert loan.loan.plan == 1
    assert loan.standing.surplus_minor == 10_000
    loan.assert_ties()


@pytest.mark.parametrize("variant", ["recourse", "without_recourse"])
def test_interest_taken_at_the_draw_comes_back_for_the_days_that_are_not_used(variant: str) -> None:
    """T15, G5: of 18,080.00 for 90 days a third is not used when the debtor pays after 60."""
    loan = RunningLoan(
        a_product(Mode.FACTORING, variant),
        principal=Money(90_400_000, "CNY"),
        rate=Decimal("0.08"),
        method=Method.WITH_PRINCIPAL,
        periods=0,
        maturity=date(2025, 6, 1),
        advance=ALL_PERIODS,
    )
    if variant == "without_recourse":
        loan.buy(113_000_000)
    loan.take_interest(1_705_660, 102_340)
    loan.end_days(2025_05_01)

    collect(loan, "1130000.00", "B-1", 2025_05_02)

    assert loan.loan.state == "SETTLED"
    assert loan.standing.deferred_minor == loan.balance("2401") == 0
    assert loan.standing.reserve_minor == 113_000_000 - 90_400_000 + 602_667
    assert -loan.balance("2241.01") == loan.standing.reserve_minor
    assert loan.balance("1305.01") == loan.balance("1305.02") == 0
