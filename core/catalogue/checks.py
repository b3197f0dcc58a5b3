"""The checks that a type alone cannot say; each raises Wrong with the field, the value and the bound."""

from __future__ import annotations

import decimal
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from core.kernel.currencies import is_currency
from core.kernel.errors import Unreadable

DIGITS_MAX = 34  # as IEEE 754 decimal128
EXPONENT_MAX = 24
_ZERO = Decimal(0)
_BOUNDS = decimal.Context(
    prec=DIGITS_MAX,
    Emax=EXPONENT_MAX,
    Emin=-EXPONENT_MAX,
    traps=[
        decimal.Clamped,
        decimal.Inexact,
        decimal.InvalidOperation,
        decimal.Overflow,
        decimal.Rounded,
        decimal.Subnormal,
    ],
)


class Wrong(Unreadable, ValueError):
    """A value that cannot be; being a ValueError, it is given its place by the decoder.

    field: the field of the Struct it is about, "" for the whole.
    """

    def __init__(self, text: str, *, cause: str, field: str = "") -> None:
        super().__init__(text, cause=cause, place=field)


class Measured(Protocol):
    @property
    def value(self) -> Decimal: ...

    @property
    def unit(self) -> str: ...


class Money(Protocol):
    @property
    def amount(self) -> Decimal: ...

    @property
    def currency(self) -> str: ...


Ordered = TypeVar("Ordered", int, Decimal, date)


def require_decimal(field: str, value: Decimal | None) -> None:
    """A number that can be scaled and added without loss: no NaN, no infinity, no 1E+400."""
    if value is None:
        return
    try:
        _BOUNDS.plus(value)
    except decimal.DecimalException:
        raise Wrong(
            f"{field} has over {DIGITS_MAX} digits, or stands over 10^{EXPONENT_MAX} or under "
            f"10^-{EXPONENT_MAX}, or is no number",
            cause="catalogue.number_out_of_bounds",
            field=field,
        ) from None
    if not value.is_finite():
        raise Wrong(f"{field} is {value}, which is no number", cause="catalogue.not_a_number", field=field)


def require_decimals(**values: Decimal | None) -> None:
    for field, value in values.items():
        require_decimal(field, value)


def require_unit(field: str, code: str) -> None:
    """Shaped as a Rec 20 code; whether this hub can convert it is the business of the room that converts."""
    if not (2 <= len(code) <= 3 and code.isascii() and code.isalnum() and code == code.upper()):
        raise Wrong(
            f"{field} {code[:40]!r} is no UN/ECE Rec 20 unit (TNE, KGM, H87); map the source's word for it",
            cause="catalogue.unknown_unit",
            field=field,
        )


def require_currency(field: str, code: str) -> None:
    if not is_currency(code):
        raise Wrong(
            f"{field} {code[:40]!r} is no ISO 4217 currency; map the source's word for it",
            cause="catalogue.unknown_currency",
            field=field,
        )


def require_fraction(field: str, value: Decimal | None) -> None:
    """A rate from 0 to 1; 13 % is 0.13."""
    require_decimal(field, value)
    if value is not None and not 0 <= value <= 1:
        raise Wrong(
            f"{field} is {value}; it is a fraction from 0 to 1 (13 % is 0.13)",
            cause="catalogue.not_a_fraction",
            field=field,
        )


def require_not_negative(field: str, measure: Measured | None) -> None:
    """Missing or zero, never below."""
    if measure is not None and measure.value < _ZERO:
        raise Wrong(
            f"{field} is {measure.value} {measure.unit}, below 0; send what goes the other way as its own "
            "document or as wms.correction.v1",
            cause="catalogue.negative",
            field=field,
        )


def require_above_zero(field: str, measure: Measured | None) -> None:
    """Missing or above zero: it is divided by."""
    if measure is not None and measure.value <= _ZERO:
        raise Wrong(
            f"{field} is {measure.value} {measure.unit}; a price is for more than 0",
            cause="catalogue.price_for_nothing",
            field=field,
        )


def require_money_not_negative(field: str, money: Money | None) -> None:
    """Missing or zero, never below."""
    if money is not None and money.amount < _ZERO:
        raise Wrong(
            f"{field} is {money.amount} {money.currency}, below 0", cause="catalogue.negative", field=field
        )


def require_moments(**moments: datetime | None) -> None:
    """For each field named: a time that exists in UTC too."""
    for field, moment in moments.items():
        try:
            if moment is not None:
                moment.astimezone(UTC)
        except OverflowError:
            raise Wrong(
                f"{field} is {moment}, outside the calendar in UTC",
                cause="catalogue.time_impossible",
                field=field,
            ) from None


def require_one_of(**given: object) -> None:
    """At least one of the fields named is there."""
    if all(value is None or value == "" for value in given.values()):
        raise Wrong(f"one of {', '.join(given)} is needed", cause="catalogue.none_given")


def require_exactly_one(**given: object) -> None:
    """One of the fields named is there, and no other of them."""
    there = [name for name, value in given.items() if value is not None and value != ""]
    if len(there) != 1:
        raise Wrong(
            f"exactly one of {', '.join(given)} is needed, and {len(there)} are given",
            cause="catalogue.not_exactly_one",
        )


def require_field(field: str, value: object, why: str) -> None:
    """It is there, and not blank: `why` says for what it is needed."""
    if value is None or value == () or (isinstance(value, str) and not value.strip()):
        raise Wrong(f"{field} is needed: {why}", cause="catalogue.none_given", field=field)


def require_order(low: tuple[str, Ordered | None], high: tuple[str, Ordered | None]) -> None:
    """The second is not below, or before, the first; where either is missing nothing is said."""
    (low_field, least), (high_field, most) = low, high
    if least is not None and most is not None and most < least:
        raise Wrong(
            f"{high_field} {most} is below {low_field} {least}",
            cause="catalogue.bounds_backwards",
            field=high_field,
        )
