"""Decimal arithmetic that is exact or says so: Python's own context silently rounds at 28 digits."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal

PRECISION = 200
_EXACT = decimal.Context(
    prec=PRECISION,
    Emax=decimal.MAX_EMAX,
    Emin=decimal.MIN_EMIN,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.Overflow],
)


def whole(value: Decimal, digits: int) -> int | None:
    """`value` times 10^digits as an integer; None if it is none, or longer than any column of ours."""
    if not _fits(value, digits):
        return None
    try:
        scaled = _EXACT.scaleb(value, digits)
    except decimal.Inexact:
        return None
    return int(scaled) if scaled == scaled.to_integral_value() else None


def nearest(value: Decimal, digits: int) -> int | None:
    """`value` times 10^digits to the nearest integer, half to even; None if it is longer than any column."""
    if not _fits(value, digits):
        return None
    # Moving the point in the exponent touches no digit, so it is rounded once, not twice.
    sign, figures, exponent = value.as_tuple()
    moved = Decimal((sign, figures, int(exponent) + digits))
    return int(moved.to_integral_value(rounding=decimal.ROUND_HALF_EVEN))


def total(values: Iterable[Decimal]) -> Decimal:
    """The sum to its last digit."""
    found = Decimal(0)
    for value in values:
        found = _EXACT.add(found, value)
    return found


def _fits(value: Decimal, digits: int) -> bool:
    return value.is_finite() and value.adjusted() + digits < PRECISION
