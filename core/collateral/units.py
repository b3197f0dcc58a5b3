"""Exact ratios between units and between prices with and without tax; nothing is rounded here."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from core.kernel.errors import Refused
from core.kernel.quantity import SCALE_DIGITS, Quantity

PPM = 1_000_000
# Large enough that an ounce in tonnes is exact, small enough that a tonne in grams fits.
_PROBES = (10**9, 10**6, 10**3)


@lru_cache(1_000)
def ratio(unit: str, other: str) -> Fraction | None:
    """How many of `other` one of `unit` is, or None where they are of different kinds or unknown."""
    if unit == other:
        return Fraction(1)
    for probe in _PROBES:
        for first, second, inverse in ((unit, other, False), (other, unit, True)):
            try:
                found = Quantity(probe * 10**SCALE_DIGITS, first).to(second)
            except Refused:
                continue
            exact = Fraction(found.micro, probe * 10**SCALE_DIGITS)
            return 1 / exact if inverse else exact
    return None


def with_tax(price: Fraction, *, included: bool, wanted: bool, tax_ppm: int) -> Fraction:
    """The price with tax where it is wanted, without where it is not."""
    if included == wanted:
        return price
    factor = Fraction(PPM + tax_ppm, PPM)
    return price * factor if wanted else price / factor
