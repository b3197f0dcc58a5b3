"""Sums and scalings lose no digit, however many there are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.kernel.exact import nearest, total, whole

decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=12
)


@given(st.lists(decimals, max_size=20))
def test_a_sum_is_the_sum_of_fractions(values: list[Decimal]) -> None:
    assert Fraction(total(values)) == sum(map(Fraction, values), Fraction(0))


@given(decimals, st.integers(0, 12))
def test_a_whole_number_is_told_from_one_that_is_none(value: Decimal, digits: int) -> None:
    exact = Fraction(value) * 10**digits

    assert whole(value, digits) == (exact.numerator if exact.denominator == 1 else None)
    assert nearest(value, digits) == round(exact)


def test_what_is_too_long_for_any_column_is_none() -> None:
    assert [whole(Decimal(text), 2) for text in ("1E+198", "NaN", "Infinity")] == [None, None, None]
    assert [nearest(Decimal(text), 2) for text in ("1E+198", "NaN", "Infinity")] == [None, None, None]
    assert whole(Decimal("1E+197"), 2) == 10**199
