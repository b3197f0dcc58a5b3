"""What a loan costs, all told: one rate by one rule, beside three programs of others (B17)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy_financial
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.loan.returns import Flow, irr, xirr, xnpv
from core.loan.schedules import schedule
from tests.core.loan.loans import a_loan

BEGUN = date(2025, 1, 15)
# Money out first, then only in: these have one rate.
PLAIN = st.tuples(
    st.integers(1_000_00, 10**9),
    st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 10**9)), min_size=1, max_size=6),
).map(
    lambda said: [
        Flow(BEGUN, -said[0]),
        *(Flow(BEGUN + timedelta(days=days), amount) for days, amount in said[1]),
    ]
)


@settings(max_examples=30)
@given(PLAIN)
def test_at_our_rate_the_payments_are_worth_nothing(flows: list[Flow]) -> None:
    """B17."""
    rate = xirr(flows)

    # Near a total loss the twelve decimals of a rate are worth more than a tenth of a minor unit.
    if rate is not None and -0.9 < rate < 5:
        assert abs(xnpv(rate, flows)) < Decimal("0.1")


@settings(max_examples=30)
@given(PLAIN)
def test_our_rate_is_pyxirrs_where_it_has_one(flows: list[Flow]) -> None:
    theirs = pyxirr.xirr([flow.on for flow in flows], [flow.amount for flow in flows])
    ours = xirr(flows)

    if theirs is not None and -0.999 < theirs < 1000:
        assert ours is not None
        assert float(ours) == pytest.approx(theirs, rel=1e-6, abs=1e-7)


@settings(max_examples=30)
@given(st.integers(1_000_00, 10**9), st.lists(st.integers(1, 10**8), min_size=1, max_size=6))
def test_our_rate_per_period_is_numpys(out: int, back: list[int]) -> None:
    theirs = numpy_financial.irr([-out, *back])
    ours = irr([-out, *back])

    if -0.9 < theirs < 1000:  # It answers NaN where it finds none.
        assert ours is not None
        assert float(ours) == pytest.approx(theirs, rel=1e-6, abs=1e-7)


def test_the_rate_of_a_plain_loan_is_found_in_its_payments() -> None:
    made = schedule(a_loan())
    found = irr([-made.terms.principal.minor, *(row.payment for row in made.rows)])

    assert found is not None
    assert abs(found * 12 - made.terms.rate) < Decimal("1e-7")


def test_interest_taken_at_draw_costs_more_than_it_says() -> None:
    """G5: 8 % taken at draw is 8.54 % a year, and 11.39 % with the fee of 5,650.00."""
    paid_out = 90_400_000 - 1_808_000
    flows = [Flow(date(2025, 3, 3), -paid_out), Flow(date(2025, 6, 1), 90_400_000)]
    with_fee = [Flow(date(2025, 3, 3), -paid_out + 565_000), flows[1]]

    assert [round(rate or 0, 4) for rate in (xirr(flows), xirr(with_fee))] == [
        Decimal("0.0854"),
        Decimal("0.1139"),
    ]


@pytest.mark.parametrize(
    ("amounts", "rate"),
    [
        # v = 1/1.1 and v = 1/1.2: the smaller one.
        ([-10_000, 23_000, -13_200], "0.1"),
        # Rates of -50 % and of 20 %: what is not below zero goes first.
        ([-10_000, 17_000, -6_000], "0.2"),
        # -50 % and -20 %: the nearer one.
        ([-10_000, 13_000, -4_000], "-0.2"),
        ([-10_000, 10_000], "0"),
    ],
)
def test_of_several_rates_the_rule_names_one(amounts: list[int], rate: str) -> None:
    found = irr(amounts)

    assert found is not None
    assert abs(found - Decimal(rate)) <= Decimal("1e-11")


@pytest.mark.parametrize("amounts", [[], [1, 2, 3], [-1, -2], [0, 0], [100, -100, 100]])
def test_payments_without_a_rate_have_none(amounts: list[int]) -> None:
    assert irr(amounts) is None


def test_more_payments_than_any_loan_has_are_refused() -> None:
    with pytest.raises(Refused, match="at most 2000"):
        irr([-1, 1] * 1001)
    with pytest.raises(Refused, match="nothing is left"):
        xnpv(Decimal(-1), [Flow(BEGUN, 1)])
