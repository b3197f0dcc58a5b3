"""What a cell says, as text: numbers as a person typed them, dates as dates, nothing rounded in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# A sheet keeps 15 digits of a number, and shows no more.
WHOLE_MAX = 10.0**15
Shown = tuple[str | None, str]
LOST = "the number has more than 15 digits, so its last ones are lost; keep codes as text"


def number(value: float) -> Shown:
    """What the short way of a table's loop does not settle: very large, very small, or no number at all."""
    if not -WHOLE_MAX < value < WHOLE_MAX:
        return None, LOST if value - value == 0 else "the cell holds no number"
    text = f"{value:.15g}"
    return (format(Decimal(text), "f") if "e" in text else text), "number"


def _whole(value: int) -> Shown:
    return (str(value), "number") if abs(value) < WHOLE_MAX else (None, LOST)


def _truth(value: bool) -> Shown:
    return ("true" if value else "false"), "true" if value else "false"


def _moment(value: datetime) -> Shown:
    return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds"), "text"


def _duration(value: timedelta) -> Shown:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    return f"{sign}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}", "text"


# The text and its kind, or None and why there is none.
SHOWN: dict[type, Callable[[Any], Shown]] = {
    float: number,
    int: _whole,
    bool: _truth,
    datetime: _moment,
    date: lambda value: (value.isoformat(), "text"),
    time: lambda value: (value.isoformat(timespec="seconds"), "text"),
    timedelta: _duration,
}
