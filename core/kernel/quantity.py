"""Quantities are whole millionths of a UN/ECE Rec 20 unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.kernel.errors import Refused
from core.kernel.exact import whole

SCALE_DIGITS = 6
_MICRO = 10**SCALE_DIGITS
_MICRO_MAX = 2**63 - 1
# unit: (base unit, how many base units one of it is); only units of one base may be compared.
_UNITS: dict[str, tuple[str, Decimal]] = {
    "KGM": ("KGM", Decimal(1)),
    "GRM": ("KGM", Decimal("0.001")),
    "TNE": ("KGM", Decimal(1000)),
    "LBR": ("KGM", Decimal("0.45359237")),
    "ONZ": ("KGM", Decimal("0.028349523125")),
    "APZ": ("KGM", Decimal("0.0311034768")),
    "MTR": ("MTR", Decimal(1)),
    "CMT": ("MTR", Decimal("0.01")),
    "MMT": ("MTR", Decimal("0.001")),
    "KMT": ("MTR", Decimal(1000)),
    "MTK": ("MTK", Decimal(1)),
    "MTQ": ("LTR", Decimal(1000)),
    "LTR": ("LTR", Decimal(1)),
    "MLT": ("LTR", Decimal("0.001")),
    "BLL": ("LTR", Decimal("158.987294928")),
    "H87": ("H87", Decimal(1)),
    "EA": ("H87", Decimal(1)),
    "C62": ("H87", Decimal(1)),
    "DZN": ("H87", Decimal(12)),
    "SET": ("SET", Decimal(1)),
    "KWH": ("KWH", Decimal(1)),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many millionths (`micro`) of `unit`."""

    micro: int
    unit: str

    @classmethod
    def of(cls, value: Decimal, unit: str) -> Quantity:
        """From a decimal as written; Refused for an unknown unit or more than six decimals."""
        require_unit(unit)
        micro = whole(value, SCALE_DIGITS)
        if micro is None:
            raise _not_exact(f"{str(value)[:40]} {unit}")
        return cls._bounded(micro, unit)

    @classmethod
    def _bounded(cls, micro: int, unit: str) -> Quantity:
        if abs(micro) > _MICRO_MAX:
            raise _not_exact(f"{Decimal(micro).scaleb(-SCALE_DIGITS)} {unit}")
        return cls(micro, unit)

    @property
    def value(self) -> Decimal:
        return Decimal(self.micro).scaleb(-SCALE_DIGITS)

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit of one kind; Refused if they differ in kind or do not divide."""
        if unit == self.unit:
            return self
        mine, factor = _unit(self.unit)
        base, divisor = _unit(unit)
        if mine != base:
            raise Refused(f"{self.unit} cannot be turned into {unit}", cause="quantity.units_differ")
        # Fractions, because a quotient of decimals may be rounded without a word.
        micro = Fraction(self.micro) * Fraction(factor) / Fraction(divisor)
        if micro.denominator != 1:
            raise _not_exact(f"{self} in {unit}")
        return self._bounded(micro.numerator, unit)

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"


def ratio_of(unit: str, other: str) -> Fraction | None:
    """How many of `other` one of `unit` is, exactly; None where they are of different kinds or unknown."""
    mine, theirs = _UNITS.get(unit), _UNITS.get(other)
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return None
    return Fraction(mine[1]) / Fraction(theirs[1])


def _not_exact(what: str) -> Refused:
    return Refused(f"{what} does not fit {SCALE_DIGITS} decimals and 2^63", cause="quantity.not_exact")


def require_unit(unit: str) -> str:
    _unit(unit)
    return unit


def is_unit(unit: str) -> bool:
    return unit in _UNITS


def is_counted(unit: str) -> bool:
    """Whether it is counted in pieces, so that no scale can be a little off."""
    return _unit(unit)[0] in {"H87", "SET"}


def _unit(unit: str) -> tuple[str, Decimal]:
    try:
        return _UNITS[unit]
    except KeyError:
        raise Refused(
            f"{unit!r} is no unit this hub knows (UN/ECE Rec 20, such as TNE, KGM, H87)",
            cause="quantity.unknown_unit",
        ) from None
