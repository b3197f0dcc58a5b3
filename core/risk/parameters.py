"""What a rule set knows by name: its variables, and its thresholds with the day from which each holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from core.kernel.errors import Refused
from core.risk.values import Value, value_of


class Variable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An input that rules may ask for. source: which feed supplies it; "" where none does yet."""

    name: str
    kind: str = "number"
    unit: str = ""
    text: str = ""
    source: str = ""


class Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value from a day (yyyymmdd) on, until the next."""

    from_day: int
    value: bool | int | str


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A threshold. source: the paper it is from, or "practice"."""

    name: str
    values: tuple[Dated, ...]
    kind: str = "number"
    unit: str = ""
    source: str = ""


def parameters_on(parameters: Iterable[Parameter], day: int) -> dict[str, Value]:
    """What each is on that day; Refused where one has no value yet."""
    found: dict[str, Value] = {}
    for each in parameters:
        held = [dated for dated in each.values if dated.from_day <= day]
        if not held:
            raise Refused(
                f"parameter {each.name} has no value on {day}; publish one that holds from then on",
                cause="risk.parameter.none",
            )
        value = value_of(each.name, each.kind, max(held, key=lambda dated: dated.from_day).value)
        if value is not None:
            found[each.name] = value
    return found


def days_of(parameters: Sequence[Parameter]) -> list[int]:
    """The days on which any of them changes, from the first on which all are there."""
    if not parameters:
        return [0]
    first = max(min((dated.from_day for dated in each.values), default=99991231) for each in parameters)
    days = {dated.from_day for each in parameters for dated in each.values}
    return sorted({first, *(day for day in days if day > first)})
