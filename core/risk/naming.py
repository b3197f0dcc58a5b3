"""Parties, goods and numbers as risk compares them: one thing has one name, whoever writes it."""

from __future__ import annotations

import calendar
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.catalogue.parts import PartyRef
from core.catalogue.trade import TradeLine
from core.kernel.identifiers import NotAnIdentifier, uscc

# Whose days count where a document tells a moment: a morning in Shanghai is the evening before in UTC.
ZONE = ZoneInfo("Asia/Shanghai")
# Invoices of the last days of a month count as issued at its end.
END_DAYS = 3


def who(party: PartyRef | None) -> str:
    """The code of the party where it has one, else its own number, else its name."""
    if party is None:
        return ""
    try:
        return uscc(party.id)
    except NotAnIdentifier:
        return party.id.strip() or f"name:{squeezed(party.name)}"


def squeezed(text: str) -> str:
    """Without blanks, in one width and in small letters."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())[:190]


def goods_of(line: TradeLine) -> str:
    """What the goods are called by everybody: a seller's own number says nothing to the next one."""
    return squeezed(f"{line.name}|{line.spec}") if line.name.strip() else (line.commodity_code or line.sku)


def invoice_number(code: str, number: str) -> str:
    """A number with its code before it; a fully digital invoice has none (T10)."""
    return f"{code}/{number}" if code else number


def day_of(when: date | None) -> int:
    """yyyymmdd; 0 where there is none."""
    if isinstance(when, datetime):
        when = when.astimezone(ZONE).date()
    return when.year * 10_000 + when.month * 100 + when.day if when else 0


def date_of(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


def days_from(first: int, last: int) -> int:
    return (date_of(last) - date_of(first)).days


def month_before(month: int, count: int) -> int:
    """The month (yyyymm) so many before."""
    at = (month // 100) * 12 + month % 100 - 1 - count
    return at // 12 * 100 + at % 12 + 1


def months_until(month: int, count: int) -> list[int]:
    """So many months, this one last."""
    return [month_before(month, back) for back in range(count - 1, -1, -1)]


def is_month_end(day: int) -> bool:
    """Whether it is one of the last days of its month."""
    last = calendar.monthrange(day // 10_000, day // 100 % 100)[1]
    return day % 100 > last - END_DAYS
