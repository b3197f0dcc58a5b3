"""One book read: what closed months left, and the lines behind them; never all of its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from core.hub.records import R, key_of
from core.kernel.errors import Refused
from core.ledger.chart import LIMITED, Account, Book, ClosingRule
from core.ledger.entry import Entry, Late, Line
from core.ledger.periods import next_period, period_of
from core.ledger.ports import Books
from core.ledger.standing import (
    BY,
    Standing,
    Standings,
    add_all,
    carried,
    place_of,
    with_lines,
    with_sums,
)
from core.ledger.totals import MonthEnd, PeriodTotal
from core.ledger.transfers import last_day, moved_before

PAGE = 10_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a book.

    until_day: the last day that counts. account: it and those below it; "" all. known_at: what was recorded
    later is left out. late: what came late for a locked month counts on its own day, not in the month it is
    posted in.
    """

    until_day: int
    account: str = ""
    known_at: datetime | None = None
    late: bool = False


class BookReader:
    """Reads one book; what months are closed is asked once."""

    def __init__(self, books: Books, name: str) -> None:
        """Refused where there is none of that name, or where its balances are rows of their own."""
        self.books = books
        book = books.get(Book, name)
        if book is None:
            raise Refused(f"there is no book {name}; `hub ledger publish` makes those that ship")
        if book.kind == LIMITED:
            raise Refused(f"{name} is a book of limits: its balances are what is granted, used and held")
        self.book = book
        self.accounts = {row.code: row for row in self.pages(Account, book=name)}
        self.closing_rule = books.get(ClosingRule, name)
        self._ends = {row.period: row for row in self.pages(MonthEnd, book=name)}

    def standings(self, asked: Asked) -> Standings:
        """What every place held when the month of the day began, and did until the day."""
        period = period_of(asked.until_day)
        leaves = self.leaves(asked.account)
        found: Standings = {}
        for _, standings in self._through(self._base(period, asked), leaves, asked):
            found = standings
        if asked.late:
            self._count_late(found, period, set(leaves), asked)
        return found

    def of_months(self, first: int, last: int, account: str = "") -> Iterator[tuple[int, Standings]]:
        """Each month from first to last, all of one moment: what one closes with the next opens with."""
        asked = Asked(until_day=last_day(last), account=account)
        for period, found in self._through(self._base(first, asked), self.leaves(account), asked):
            if period >= first:
                yield period, found

    def transfers(self, period: int) -> Standings:
        """What the month's end moved in this month."""
        found: Standings = {}
        with_lines(found, moved_before(self._ends.get(period), self.entry, self.lines_of))
        return found

    def is_closed(self, period: int) -> bool:
        return self._closed(period, None)

    def leaves(self, account: str) -> list[str]:
        """The codes of the accounts that are posted to, at or below this one; Refused where it is unknown."""
        if account and account not in self.accounts:
            raise Refused(f"account {account} is not in the chart of {self.book.book}")
        return [
            code for code, row in self.accounts.items() if row.leaf and account in ("", *self.above(code))
        ]

    def above(self, code: str) -> Iterator[str]:
        """The account itself, and those it is part of."""
        while code:
            yield code
            code = self.accounts[code].parent

    def months(self, first: int, last: int) -> Iterator[int]:
        """From one month to another, none before the book begins."""
        month = max(first, self.book.first_period)
        while month <= last:
            yield month
            month = next_period(month)

    def pages(self, kind: type[R], **equal: Any) -> Iterator[R]:
        """All rows, a page at a time."""
        after = None
        while page := self.books.rows(kind, limit=PAGE, after=after, **equal):
            yield from page
            if len(page) < PAGE:
                return
            after = key_of(page[-1])

    def entry(self, book: str, number: str) -> Entry | None:
        return self.books.get(Entry, book, number)

    def lines_of(self, entry: Entry | Late) -> Iterator[Line]:
        return self.pages(Line, record_time=entry.record_time, entry_id=entry.entry_id)

    def _closed(self, period: int, known_at: datetime | None) -> bool:
        end = self._ends.get(period)
        return end is not None and end.closed and (known_at is None or end.known_at <= known_at)

    def _base(self, period: int, asked: Asked) -> int:
        """The last closed month before this one; 0 where there is none."""
        return max(
            (end for end in self._ends if end < period and self._closed(end, asked.known_at)), default=0
        )

    def _through(self, base: int, leaves: Sequence[str], asked: Asked) -> Iterator[tuple[int, Standings]]:
        """Month after month behind the base: its totals where it is closed, else carried on by its lines."""
        last = period_of(asked.until_day)
        months = list(self.months(next_period(base) if base else 0, last))
        whole = {
            month
            for month in months
            if self._closed(month, asked.known_at) and (month < last or asked.until_day >= last_day(last))
        }
        moved = self._moved([month for month in months if month not in whole], leaves, asked)
        found = carried(self._totals(base, leaves)) if base and months[0] not in whole else {}
        for month in months:
            if month in whole:
                found = self._totals(month, leaves)
            else:
                add_all(found, moved.get(month, {}))
            yield month, found
            found = carried(found)

    def _totals(self, period: int, leaves: Sequence[str]) -> Standings:
        asked: dict[str, Any] = {"account": leaves[0]} if len(leaves) == 1 else {}
        rows = self.pages(PeriodTotal, book=self.book.book, period=period, **asked)
        kept = set(leaves)
        return {
            place_of(row): Standing(row.opening, row.debits, row.credits)
            for row in rows
            if row.account in kept
        }

    def _moved(self, months: list[int], leaves: Sequence[str], asked: Asked) -> dict[int, Standings]:
        """What lines did in these months until the day; asked for at once, so that it is of one moment."""
        found: dict[int, Standings] = {month: {} for month in months}
        if not months:
            return found
        where = {"book": self.book.book, "account": tuple(leaves), "period": tuple(months)}
        if asked.known_at is not None:
            for line in self.books.walk(Line, "record_time", **where):
                if line.record_time <= asked.known_at and line.business_day <= asked.until_day:
                    with_lines(found[line.period], [line])
        else:
            sums = self.books.sums(Line, ("period", *BY), "minor", **where)
            for (period, *group), summed in sums.items():
                with_sums(found[period], {tuple(group): summed}, until_day=asked.until_day)
        return found

    def _count_late(self, found: Standings, period: int, leaves: set[str], asked: Asked) -> None:
        """What stands in a later month and is of this day or before: an entry each, and few are late."""
        for late in self.pages(Late, book=self.book.book):
            known = asked.known_at is None or late.record_time <= asked.known_at
            if late.period > period and late.business_day <= asked.until_day and known:
                with_lines(found, [line for line in self.lines_of(late) if line.account in leaves])
