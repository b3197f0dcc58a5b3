"""Months that take entries and months that are locked: what is late is posted later, its day is kept."""

from __future__ import annotations

from core.kernel.errors import Refused
from core.ledger.chart import Book
from core.ledger.work import LedgerWork

# So far ahead an open month is looked for.
MONTHS_MAX = 120


def period_of(business_day: int) -> int:
    """The month of a day, yyyymm; Refused where the number is no day."""
    period, day = divmod(business_day, 100)
    year, month = divmod(period, 100)
    if not (1900 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= 31):
        raise Refused(f"{business_day} is no day (yyyymmdd)", cause="ledger.day")
    return period


def next_period(period: int) -> int:
    return period + 1 if period % 100 < 12 else period + 89


def previous_period(period: int) -> int:
    return period - 1 if period % 100 > 1 else period - 89


def is_locked(work: LedgerWork, book: str, period: int) -> bool:
    row = work.periods.get(book, period)
    return row is not None and row.locked


def period_for(work: LedgerWork, book: Book, business_day: int) -> int:
    """The month an entry of this day is posted in: its own, or the first open one behind it (P19)."""
    period = period_of(business_day)
    if period < book.first_period:
        raise Refused(
            f"book {book.book} begins with {book.first_period}; {business_day} is before it",
            cause="ledger.before_first_period",
        )
    for _ in range(MONTHS_MAX):
        if not is_locked(work, book.book, period):
            return period
        period = next_period(period)
    raise Refused(
        f"all of {MONTHS_MAX} months from {business_day} on are locked in book {book.book}",
        cause="ledger.all_locked",
    )
