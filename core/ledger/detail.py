"""The detail ledger (明细账): lines of an account, by whom or what they are about, with a running balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from core.kernel.errors import Refused
from core.ledger.chart import AUXILIARIES
from core.ledger.entry import Line
from core.ledger.periods import previous_period
from core.ledger.reading import Asked, BookReader
from core.ledger.standing import sides_of
from core.ledger.transfers import last_day

LINES_MAX = 1_000_000
_PLACE = attrgetter("period", "business_day", "record_time", "entry_id", "ordinal")


class DetailRow(NamedTuple):
    """A line, the balance behind it (debits above 0), and the entry and message it comes from.

    The first row of an account and currency has no line: it is what was there before.
    """

    account: str
    currency: str
    balance: int
    line: Line | None = None
    rule: str = ""
    text: str = ""
    message_id: UUID | None = None

    @property
    def sides(self) -> tuple[int, int]:
        """(debit, credit) of the line."""
        return sides_of(self.line.side, self.line.minor) if self.line else (0, 0)


class Wanted(NamedTuple):
    """Which lines: of an account and those below it ("" all), in these months, that name all of this."""

    first: int
    last: int
    account: str = ""
    named: Mapping[str, str] = {}


def detail_ledger(reader: BookReader, wanted: Wanted) -> Iterator[DetailRow]:
    """Account after account; lines in the order they count in."""
    if unknown := set(wanted.named) - set(AUXILIARIES):
        raise Refused(f"lines have no {', '.join(sorted(unknown))}; they have {', '.join(AUXILIARIES)}")
    opening: Counter[tuple[str, str]] = Counter()
    before = last_day(previous_period(wanted.first))
    for place, each in reader.standings(Asked(until_day=before, account=wanted.account)).items():
        if all(getattr(place, name) == value for name, value in wanted.named.items()):
            opening[place.account, place.currency] += each.closing
    for account in sorted(reader.leaves(wanted.account)):
        yield from _of_account(reader, wanted, account, opening)


def _of_account(
    reader: BookReader, wanted: Wanted, account: str, opening: Mapping[tuple[str, str], int]
) -> Iterator[DetailRow]:
    lines = _lines(reader, wanted, account)
    held = {currency for (code, currency), minor in opening.items() if code == account and minor}
    for currency in sorted(held | {line.currency for line in lines}):
        balance = opening.get((account, currency), 0)
        yield DetailRow(account, currency, balance)
        for line in lines:
            if line.currency == currency:
                debits, credits = sides_of(line.side, line.minor)
                balance += debits - credits
                yield _row(reader, line, balance)


def _lines(reader: BookReader, wanted: Wanted, account: str) -> list[Line]:
    found: list[Line] = []
    months = tuple(reader.months(wanted.first, wanted.last))
    where = {"book": reader.book.book, "account": account, "period": months}
    for row in reader.books.walk(Line, "record_time", **where):
        if all(getattr(row, name) == value for name, value in wanted.named.items()):
            found.append(row)
        if len(found) > LINES_MAX:
            raise Refused(f"account {account} has over {LINES_MAX} lines; ask for fewer months")
    return sorted(
        found, key=lambda row: (row.period, row.business_day, row.record_time, row.entry_id, row.ordinal)
    )


def _row(reader: BookReader, line: Line, balance: int) -> DetailRow:
    entry = reader.entry(line.book, line.number)
    if entry is None:
        return DetailRow(line.account, line.currency, balance, line, text="its entry is gone")
    return DetailRow(line.account, line.currency, balance, line, entry.rule, entry.text, entry.message_id)
