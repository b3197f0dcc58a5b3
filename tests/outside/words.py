"""The words that programs of the outside share: how they write a moment, and read what they are asked."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec

# Clocks outside show the time of Shanghai.
SHANGHAI = timezone(timedelta(hours=8))


def now_text() -> str:
    return datetime.now(UTC).astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def today() -> date:
    return datetime.now(UTC).astimezone(SHANGHAI).date()


def asked(body: bytes) -> dict[str, Any]:
    """What was asked, as JSON."""
    return msgspec.json.decode(body, type=dict[str, Any])


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
