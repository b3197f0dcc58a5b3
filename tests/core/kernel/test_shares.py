"""Shares of a payment sum to the payment, whatever the shares (L26, F1)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.kernel.shares import REMAINING, even, split

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(AMOUNTS, WEIGHTS)
def test_parts_sum_to_the_whole_each_within_one_unit(amount: int, weights: list[int]) -> None:
    """L26."""
    shares = [Fraction(weight, sum(weights)) for weight in weights]

    parts = split(amount, shares)

    assert sum(parts) == amount
    assert all(abs(part - amount * share) < 1 for part, share in zip(parts, shares, strict=True))


@given(AMOUNTS, WEIGHTS)
def test_a_share_of_nothing_gets_nothing(amount: int, weights: list[int]) -> None:
    shares = [Fraction(weight, sum(weights)) for weight in weights]

    assert all(part == 0 for part, share in zip(split(amount, shares), shares, strict=True) if not share)


@given(st.integers(0, 10**9), st.integers(1, 400))
def test_even_parts_differ_by_a_unit_at_most(amount: int, count: int) -> None:
    parts = even(amount, count)

    assert (sum(parts), len(parts)) == (amount, count)
    assert max(parts) - min(parts) <= 1


def test_the_residue_of_a_co_lending_goes_to_the_lead() -> None:
    """G8: 1,000,000.01 at 30/70."""
    lead, partner = split(100_000_001, [Fraction(70, 100), Fraction(30, 100)])

    assert (partner, lead) == (30_000_000, 70_000_001)


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ([Fraction(1, 2)], "sum to 1/2"),
        ([Fraction(2, 3), Fraction(2, 3)], "sum to 4/3"),
        ([Fraction(3, 2), Fraction(-1, 2)], "below zero"),
        ([REMAINING, REMAINING], "remaining"),
    ],
)
def test_what_is_not_the_whole_is_refused(shares: list[Fraction | None], why: str) -> None:
    with pytest.raises(Refused, match=why):
        split(100, shares)
