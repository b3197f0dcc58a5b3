"""VAT 增值税 inside an amount, counted on what was booked so far, so that days sum to their whole."""

from __future__ import annotations

from core.kernel.rounding import Rounding, divided

PPM = 1_000_000


def vat_in(gross: int, vat_ppm: int) -> int:
    """The tax that an amount includes, minor units: gross × rate / (1 + rate), half up."""
    return divided(gross * vat_ppm, PPM + vat_ppm, Rounding.HALF_UP)


def vat_of_more(before: int, more: int, vat_ppm: int) -> int:
    """The tax of what comes on top of `before`: parts never differ from their sum by a cent."""
    return vat_in(before + more, vat_ppm) - vat_in(before, vat_ppm)
