"""The functions an expression may call; each takes and gives texts, exact numbers, truth values or None."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, DecimalException
from typing import Any, NamedTuple

from core.hub.mapping.numbers import DIGITS_MAX, EXACT, decimal
from core.hub.mapping.scope import Unfit

Value = str | Decimal | bool | None
TEXT_MAX = 10_000
_PAD_MAX = 100
_DAYS_MAX = 40_000
_ROUNDINGS = {
    "half_even": ROUND_HALF_EVEN,
    "half_up": ROUND_HALF_UP,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}


class Function(NamedTuple):
    least: int
    most: int
    call: Callable[..., Value]
    # Whether nothing among the arguments makes the answer nothing.
    strict: bool = True


def number(value: Value) -> Decimal:
    """A number from a number or its text."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        return decimal(value.strip())
    raise Unfit("decimal", f"a number, not {value!r}")


def whole(value: Value, least: int, most: int) -> int:
    found = number(value)
    if found != found.to_integral_value() or not least <= found <= most:
        raise Unfit("integer", f"a whole number from {least} to {most}, not {found}")
    return int(found)


def text(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value or ""


def calculate(operation: Callable[[Decimal, Decimal], Decimal], left: Value, right: Value) -> Decimal | None:
    """Exact, or Unfit; nothing with anything is nothing."""
    if left is None or right is None:
        return None
    try:
        return operation(number(left), number(right))
    except DecimalException:
        raise Unfit("arithmetic", "a result that is a number (nothing divided by zero)") from None


def _bounded(result: str) -> str:
    if len(result) > TEXT_MAX:
        raise Unfit("text", f"a text of at most {TEXT_MAX} characters")
    return result


def _round(value: Value, places: Value = Decimal(0), way: Value = "half_even") -> Decimal:
    if way not in _ROUNDINGS:
        raise Unfit("rounding", f"one of {', '.join(_ROUNDINGS)}")
    digits = whole(places, -DIGITS_MAX, DIGITS_MAX)
    try:
        rounded = number(value).quantize(Decimal(1).scaleb(-digits), _ROUNDINGS[str(way)], EXACT)
    except DecimalException:
        raise Unfit("arithmetic", "a number that can be rounded to so many places") from None
    return Decimal(format(rounded, "f"))


def _substr(value: Value, start: Value, length: Value = Decimal(TEXT_MAX)) -> str:
    begin = whole(start, 1, TEXT_MAX) - 1
    return text(value)[begin : begin + whole(length, 0, TEXT_MAX)]


def _part(value: Value, mark: Value, nth: Value) -> str | None:
    parts = text(value).split(text(mark)) if mark else [text(value)]
    place = whole(nth, -TEXT_MAX, TEXT_MAX)
    if place == 0 or abs(place) > len(parts):
        return None
    return parts[place - 1 if place > 0 else place]


def _after(value: Value, mark: Value) -> str | None:
    _, found, rest = text(value).partition(text(mark))
    return rest if found else None


def _pad(value: Value, width: Value, sign: Value = "0") -> str:
    if len(text(sign)) != 1:
        raise Unfit("text", "one sign to pad with")
    return text(value).rjust(whole(width, 0, _PAD_MAX), text(sign))


def _day(value: Value) -> date:
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        raise Unfit("date", f"a date such as 2026-11-23, not {value!r}") from None


def _add_days(value: Value, days: Value) -> str:
    try:
        return (_day(value) + timedelta(days=whole(days, -_DAYS_MAX, _DAYS_MAX))).isoformat()
    except OverflowError:
        raise Unfit("date", "a date inside the calendar") from None


def _coalesce(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _smallest(*values: Value) -> Decimal:
    return min(number(value) for value in values)


def _greatest(*values: Value) -> Decimal:
    return max(number(value) for value in values)


_MANY = 20
FUNCTIONS: dict[str, Function] = {
    "round": Function(1, 3, _round),
    "abs": Function(1, 1, lambda value: number(value).copy_abs()),
    "min": Function(2, _MANY, _smallest),
    "max": Function(2, _MANY, _greatest),
    "concat": Function(1, _MANY, lambda *values: _bounded("".join(map(text, values))), strict=False),
    "substr": Function(2, 3, _substr),
    "part": Function(3, 3, _part),
    "after": Function(2, 2, _after),
    "before": Function(2, 2, lambda value, mark: text(value).partition(text(mark))[0]),
    "upper": Function(1, 1, lambda value: text(value).upper()),
    "lower": Function(1, 1, lambda value: text(value).lower()),
    "trim": Function(1, 1, lambda value: text(value).strip()),
    "replace": Function(3, 3, lambda value, old, new: _bounded(text(value).replace(text(old), text(new)))
                        if old else text(value)),
    "pad": Function(2, 3, _pad),
    "length": Function(1, 1, lambda value: Decimal(len(text(value)))),
    "contains": Function(2, 2, lambda value, part: text(part) in text(value)),
    "starts": Function(2, 2, lambda value, part: text(value).startswith(text(part))),
    "ends": Function(2, 2, lambda value, part: text(value).endswith(text(part))),
    "coalesce": Function(1, _MANY, _coalesce, strict=False),
    "add_days": Function(2, 2, _add_days),
    "days_between": Function(2, 2, lambda one, other: Decimal((_day(other) - _day(one)).days)),
}  # fmt: skip


def call(function: Function, values: list[Any]) -> Value:
    if function.strict and any(value is None for value in values):
        return None
    return function.call(*values)
