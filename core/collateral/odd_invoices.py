"""Invoices that look made up (R27): round sums, numbers in a row, month's end, far off the mean."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from math import isqrt

from core.collateral.receivable import Receivable
from core.collateral.work import CollateralWork
from core.kernel.currencies import minor_digits

# A sum without anything under ten thousand is a round one.
ROUND_MAJOR = 10_000
IN_A_ROW = 3
MONTH_END_DAYS = 3
# Of fewer invoices a mean says nothing.
MEAN_OF = 6
YEAR = timedelta(days=365)


def odd_facts(work: CollateralWork, rows: list[Receivable], today: date) -> dict[str, bool | int | str]:
    """Of these invoices the oddest counts."""
    gross = sum(each.gross_minor for each in rows)
    said: dict[str, bool | int | str] = {
        "round_amount": any(_round(each) for each in rows),
        "sequential_numbers": _in_a_row(rows),
    }
    if gross and all(each.issue_day for each in rows):
        late = sum(each.gross_minor for each in rows if _at_month_end(each.issue_day))
        said["month_end_share_pct"] = f"{Decimal(late * 100_0000 // gross).scaleb(-4)}"
    sigmas = [sigma for each in rows if (sigma := _sigma(work, each, today)) is not None]
    if sigmas:
        said["amount_sigma"] = f"{max(sigmas)}"
    return said


def _round(row: Receivable) -> bool:
    unit = ROUND_MAJOR * 10 ** minor_digits(row.currency) if row.currency else 0
    return bool(unit) and row.gross_minor > 0 and row.gross_minor % unit == 0


def _in_a_row(rows: list[Receivable]) -> bool:
    """Three numbers of one seller to one buyer that follow each other."""
    pairs: dict[tuple[str, str, str], set[int]] = {}
    for row in rows:
        digits = row.invoice_no.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isdecimal() and digits.isascii():
            pairs.setdefault((row.seller, row.buyer, row.invoice_code), set()).add(int(digits))
    return any(
        all(number + step in numbers for step in range(IN_A_ROW))
        for numbers in pairs.values()
        for number in numbers
    )


def _at_month_end(number: int) -> bool:
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    return day > monthrange(year, month)[1] - MONTH_END_DAYS


def _sigma(work: CollateralWork, row: Receivable, today: date) -> Decimal | None:
    """How many standard deviations it lies from the mean of what this pair traded in a year."""
    since = today - YEAR
    first = since.year * 10_000 + since.month * 100 + since.day
    pair = work.receivables.find(seller=row.seller, buyer=row.buyer)
    others = [each.gross_minor for each in pair if each.thing != row.thing and each.issue_day >= first]
    if len(others) < MEAN_OF:
        return None
    # In whole numbers: a square root of decimals depends on the context of the thread.
    count, total = len(others), sum(others)
    spread = count * sum(each * each for each in others) - total * total
    away = abs(row.gross_minor * count - total)
    if not spread:
        return Decimal(0) if not away else Decimal(1000)
    return Decimal(isqrt(away * away * 10_000 // spread)).scaleb(-2)
