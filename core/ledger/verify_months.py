"""The chain over each book, link by link, and what its closed months hold beside their lines."""

from __future__ import annotations

from collections.abc import Iterator

from core.ledger.blocks import ORDER, block_hash, sealed_month
from core.ledger.chart import LIMITED, Book
from core.ledger.entry import Entry, Line
from core.ledger.periods import previous_period
from core.ledger.ports import Books
from core.ledger.reading import BookReader
from core.ledger.standing import BY, Standing, Standings, carried, place_of, with_sums
from core.ledger.totals import CLOSED, Block, MonthEnd, PeriodTotal

BOOKS_MAX = 10_000


def month_faults(books: Books) -> Iterator[tuple[str, str]]:
    """(where, what) of every book."""
    for book in books.rows(Book, limit=BOOKS_MAX):
        if book.kind != LIMITED:
            yield from _Months(BookReader(books, book.book)).faults()


class _Months:
    def __init__(self, reader: BookReader) -> None:
        self._reader = reader
        self._name = reader.book.book

    def faults(self) -> Iterator[tuple[str, str]]:
        closed: dict[int, Block] = {}
        prev = ""
        for number, block in enumerate(self._reader.pages(Block, book=self._name), start=1):
            if (block.number, block.prev, block.hash) != (number, prev, block_hash(block)):
                yield f"block {block.number} of {self._name}", "it does not follow from the one before it"
            prev = block.hash
            if block.what == CLOSED:
                closed[block.period] = block
            else:
                closed = {period: one for period, one in closed.items() if period < block.period}
        ends = {row.period: row for row in self._reader.pages(MonthEnd, book=self._name)}
        if {period for period, row in ends.items() if row.closed} != set(closed):
            yield f"months of {self._name}", "those that are closed are not those that the chain closes"
            return
        for period in sorted(closed):
            yield from self._month(ends[period], closed[period])

    def _month(self, end: MonthEnd, block: Block) -> Iterator[tuple[str, str]]:
        where = f"{end.period} of {self._name}"
        totals = list(self._reader.pages(PeriodTotal, book=self._name, period=end.period))
        entries = self._reader.books.walk(Entry, *ORDER, book=self._name, period=end.period)
        sealed, content = sealed_month(end, entries, totals)
        if (sealed, content, sealed.entries) != (end, block.content, block.entries):
            yield where, "its entries and totals are not those that were sealed when it was closed"
        kept = {place_of(row): Standing(row.opening, row.debits, row.credits) for row in totals}
        if kept != self._added_up(end.period):
            yield where, "its totals are not the sums of its lines"

    def _added_up(self, period: int) -> Standings:
        before = self._reader.pages(PeriodTotal, book=self._name, period=previous_period(period))
        found = carried({place_of(row): Standing(row.opening, row.debits, row.credits) for row in before})
        accounts = tuple(self._reader.leaves(""))
        where = {"book": self._name, "account": accounts, "period": period}
        with_sums(found, self._reader.books.sums(Line, BY, "minor", **where))
        return {place: each for place, each in found.items() if any(each)}
