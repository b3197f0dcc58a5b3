"""What may be lent, released and called: the formulas of a pledge, static and dynamic."""

from __future__ import annotations

from fractions import Fraction

from core.collateral.units import PPM
from core.kernel.errors import Refused


def fundable(mode: str, rate_ppm: int, exposure_minor: int, *, advance_minor: int, floor_minor: int) -> int:
    """What may still be drawn: dynamic lends on the floor, never on the stock above it (T1)."""
    if rate_ppm <= 0:
        raise Refused(f"a pledge rate of {rate_ppm} ppm lends nothing", cause="collateral.rate")
    basis = round(Fraction(floor_minor * rate_ppm, PPM)) if mode == "dynamic" else advance_minor
    return basis - exposure_minor


def releasable(value_minor: int, floor_minor: int, reserved_minor: int = 0) -> int:
    """Dynamic: what may leave and keep the floor; below zero, what must come back."""
    return value_minor - floor_minor - reserved_minor


def floor_for(exposure_minor: int, rate_ppm: int) -> int:
    """The floor that an exposure asks for, rounded up: what the next floor notice should say."""
    if rate_ppm <= 0:
        raise Refused(f"no floor at a pledge rate of {rate_ppm} ppm", cause="collateral.rate")
    return -(-max(0, exposure_minor) * PPM // rate_ppm)


def cash_cure(exposure_minor: int, advance_minor: int) -> int:
    """What must be paid to be back at the items' own ratios; 0 where nothing must."""
    return max(0, exposure_minor - advance_minor)


def goods_cure(exposure_minor: int, advance_minor: int, rate_ppm: int) -> int:
    """The value of goods at the contract's rate that would do instead of cash."""
    if rate_ppm <= 0:
        raise Refused(f"no goods cure at a pledge rate of {rate_ppm} ppm", cause="collateral.rate")
    return round(Fraction(cash_cure(exposure_minor, advance_minor) * PPM, rate_ppm))


def fall_to_line_ppm(exposure_minor: int, value_minor: int, line_ppm: int) -> int:
    """By how much prices may fall until loan to value reaches the line; below zero where it is over."""
    if value_minor <= 0 or line_ppm <= 0:
        return 0
    return round(PPM - Fraction(exposure_minor * PPM * PPM, value_minor * line_ppm))
