"""Business days as the books keep them: whole numbers yyyymmdd."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from core.kernel.errors import Refused

# Far more days than all loans of a house are about.
_DAYS_KEPT = 100_000


def day_number(day: date) -> int:
    """2025-06-02 as 20250602."""
    return day.year * 10_000 + day.month * 100 + day.day


@lru_cache(_DAYS_KEPT)
def date_of(number: int) -> date:
    """20250602 as 2025-06-02; Refused where the number is no day."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        raise Refused(f"{number} is no day (yyyymmdd)", cause="kernel.day") from None


def day_after(number: int) -> int:
    """20250630 leads to 20250701."""
    day = date_of(number)
    return day_number(date.fromordinal(day.toordinal() + 1))


def day_before(number: int) -> int:
    """20250701 follows 20250630."""
    return day_number(date.fromordinal(date_of(number).toordinal() - 1))


def days_from(since: int, until: int) -> int:
    """Calendar days from one day to another."""
    return (date_of(until) - date_of(since)).days
