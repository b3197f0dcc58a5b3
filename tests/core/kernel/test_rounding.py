"""A fraction becomes a whole number by the rounding that was named, as Python's Decimal rounds."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.rounding import Rounding, divided, divided_in

SAME = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.UP: decimal.ROUND_UP,
    Rounding.DOWN: decimal.ROUND_DOWN,
}


@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from([1, 2, 3, 5, 7, 8, 9, 10, 1000]),
    st.sampled_from(Rounding),
)
def test_every_rounding_is_that_of_decimal(numerator: int, denominator: int, rounding: Rounding) -> None:
    exact = decimal.Decimal(numerator) / denominator

    assert divided(numerator, denominator, rounding) == int(exact.to_integral_value(SAME[rounding]))


@given(st.integers(0, 10**15), st.integers(1, 10**9), st.sampled_from(Rounding), st.integers(1, 500))
def test_a_multiple_is_one_and_the_nearest(top: int, bottom: int, rounding: Rounding, unit: int) -> None:
    found = divided_in(unit, top, bottom, rounding)

    assert found % unit == 0
    assert abs(found - Fraction(top, bottom)) < unit


@pytest.mark.parametrize(
    ("rounding", "five", "seven"), [(Rounding.HALF_UP, 3, 4), (Rounding.HALF_EVEN, 2, 4)]
)
def test_a_half_goes_where_it_was_told(rounding: Rounding, five: int, seven: int) -> None:
    assert divided(5, 2, rounding) == five
    assert divided(7, 2, rounding) == seven
    assert divided(-5, 2, rounding) == -five
