"""Loans for tests: one of the golden numbers, and any that a product could make."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from core.kernel.money import Money
from core.kernel.rounding import Rounding
from core.loan.day_counts import DayCount, Ends
from core.loan.due_dates import Broken, DueDay, DueRule, Every
from core.loan.interest import Basis
from core.loan.terms import BrokenInterest, Cents, Method, Residue, Terms

DRAWN = date(2025, 1, 15)
METHODS = [method for method in Method if method is not Method.BY_PLAN]


def a_loan(**changed: Any) -> Terms:
    """600,000.00 at 6 % over twelve months, a twelfth of a year each."""
    said: dict[str, Any] = {
        "principal": Money(60_000_000, "CNY"),
        "rate": Decimal("0.06"),
        "drawn": DRAWN,
        "method": Method.EQUAL_INSTALMENT,
        "basis": Basis(monthly=True),
    }
    if not {"periods", "maturity", "instalment"} & set(changed):
        said["periods"] = 12
    return Terms(**(said | changed))


RULES = st.one_of(
    st.builds(
        DueRule,
        day=st.sampled_from([DueDay.DRAW_DAY, DueDay.MONTH_END]),
        every=st.sampled_from([1, 2, 3, 5, 6, 12]),
        broken=st.sampled_from(Broken),
    ),
    st.builds(
        DueRule,
        day=st.just(DueDay.FIXED),
        fixed=st.integers(1, 31),
        every=st.sampled_from([1, 3, 6]),
        broken=st.sampled_from(Broken),
    ),
    st.builds(DueRule, unit=st.just(Every.WEEKS), every=st.integers(1, 4)),
)
BASES = st.builds(Basis, count=st.sampled_from(DayCount), ends=st.sampled_from(Ends), monthly=st.booleans())
CENTS = st.builds(
    Cents,
    rounding=st.sampled_from(Rounding),
    instalment_rounding=st.sampled_from(Rounding),
    instalment_unit=st.sampled_from([1, 1, 1, 100, 10_000]),
    residue=st.sampled_from(Residue),
)


@st.composite
def loans(draw: st.DrawFn) -> Terms:
    """Any loan without a plan of its own and without holidays."""
    periods = draw(st.integers(1, 40))
    drawn = draw(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
    term: dict[str, Any] = {"periods": periods, "principal_grace": draw(st.integers(0, periods - 1))}
    if draw(st.integers(0, 3)) == 0:
        term = {"maturity": drawn + timedelta(days=draw(st.integers(1, 1500)))}
    return a_loan(
        principal=Money(draw(st.integers(1, 10**13)), draw(st.sampled_from(["CNY", "JPY", "KWD"]))),
        rate=Decimal(draw(st.integers(0, 40_000))) / 100_000,
        drawn=drawn,
        method=draw(st.sampled_from(METHODS)),
        due=draw(RULES),
        basis=draw(BASES),
        cents=draw(CENTS),
        broken=draw(st.sampled_from(BrokenInterest)),
        interest_free=draw(st.sampled_from([0, 0, 0, 0, 1, 3])),
        advance=draw(st.sampled_from([0, 0, 1, 1000])),
        **term,
    )
