"""Terms that make no sense are refused, before or while a schedule is made of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.due_dates import DueDay, DueRule, Every
from core.loan.schedules import schedule
from core.loan.terms import Cents, Method
from tests.core.loan.loans import a_loan


def test_a_rate_is_its_value_however_it_is_written() -> None:
    assert schedule(a_loan(rate=Decimal("0.06" + "0" * 30))).rows == schedule(a_loan()).rows


@pytest.mark.parametrize(
    "changed",
    [
        {"principal": Money(0, "CNY")},
        {"rate": Decimal("-0.01")},
        {"rate": Decimal("NaN")},
        {"periods": -1},
        {"periods": 1201},
        {"periods": 3, "maturity": date(2026, 1, 1)},
        {"maturity": date(2024, 1, 1)},
        {"principal_grace": 12},
        {"due": DueRule(day=DueDay.FIXED, fixed=32)},
        {"due": DueRule(every=0)},
        {"due": DueRule(every=12_000)},
        {"due": DueRule(every=12_000, day=DueDay.MONTH_END)},
        {"due": DueRule(every=3_000_000, unit=Every.DAYS)},
        {"due": DueRule(every=10**9, unit=Every.WEEKS)},
        {"due": DueRule(every=12_000), "periods": 0, "instalment": 1, "rate": Decimal(0)},
        {"due": DueRule(every=1), "periods": 0, "maturity": date(9999, 12, 31)},
        {"due": DueRule(first=date(2025, 1, 15))},
        {"cents": Cents(interest_unit=0)},
        {"method": Method.BULLET, "instalment": 5_000_000},
        {"method": Method.WITH_PRINCIPAL, "maturity": date(9999, 12, 31)},
        {"rate": Decimal("1E-19")},
        {"rate": Decimal("1E-999999")},
        {"rate": Decimal("1E+999999")},
    ],
)
def test_terms_that_make_no_sense_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Refused):
        schedule(a_loan(**changed))
