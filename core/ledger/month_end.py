"""A month is closed: proven even, its results carried over, its totals kept and sealed; or opened again."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from core.hub.message import Message
from core.hub.records import Sums, key_of
from core.kernel.errors import Broken, Refused
from core.kernel.money import MINOR_MAX
from core.ledger.blocks import ORDER, append_block, sealed_month
from core.ledger.chart import DEBIT, LIMITED, SINGLE, Book, ClosingRule, Period
from core.ledger.draft import DraftLine, check_amounts
from core.ledger.entry import POSTED
from core.ledger.periods import previous_period
from core.ledger.posting import Posting
from core.ledger.standing import (
    BY,
    Place,
    Standing,
    Standings,
    carried,
    place_of,
    with_lines,
    with_sums,
)
from core.ledger.totals import CLOSED, REOPENED, Block, MonthEnd, PeriodTotal
from core.ledger.transfers import (
    credited,
    draft_of,
    moved_before,
    of_results,
    of_the_reserve,
    of_the_year,
)
from core.ledger.work import LedgerWork

# Of one book in one month.
TOTALS_MAX = 2_000_000


class MonthEnding:
    """One month of one book; whoever makes it has taken the book, so nobody posts meanwhile."""

    def __init__(self, message: Message, work: LedgerWork, book: Book, period: int) -> None:
        self._message = message
        self._work = work
        self._book = book
        self._period = period
        self._posting = Posting(message, work)

    def close(self, by: str) -> None:
        """Broken where a day does not balance: then the books are not what was posted."""
        before = self._may_close()
        sums = self._sums()
        self._require_even(sums)
        standings = self._opening()
        with_sums(standings, sums)
        month = MonthEnd(
            book=self._book.book,
            period=self._period,
            closed=True,
            runs=before.runs + 1 if before else 1,
            entries=0,
            known_at=self._message.record_time,
        )
        self._carry_over(month, before, standings)
        totals = [self._total(place, each) for place, each in standings.items() if any(each)]
        for total in totals:
            self._work.totals.put(total)
        self._work.periods.put(
            Period(book=month.book, period=month.period, locked=True, by=by, reason="month end")
        )
        self._seal(month, totals)

    def reopen(self) -> None:
        """Its totals and those of the months behind it go; the months behind it stay locked."""
        ends = [row for row in self._work.month_ends.find(book=self._book.book) if row.closed]
        for end in ends:
            if end.period >= self._period:
                self._drop(end)
        if any(end.period == self._period for end in ends):
            append_block(self._message, self._work, self._block(REOPENED, 0, ""))

    def _may_close(self) -> MonthEnd | None:
        book, period = self._book, self._period
        if book.kind == LIMITED:
            raise Refused(
                f"book {book.book} is limited: its balances stand in rows, no month of it is closed",
                cause="ledger.book_kind",
            )
        before = self._work.month_ends.get(book.book, period)
        if before is not None and before.closed:
            raise Refused(f"{period} of {book.book} is closed already", cause="ledger.month.closed")
        earlier = previous_period(period)
        last = self._work.month_ends.get(book.book, earlier)
        if period > book.first_period and (last is None or not last.closed):
            raise Refused(
                f"{earlier} of {book.book} is not closed; months are closed one after another",
                cause="ledger.month.order",
            )
        return before

    def _sums(self) -> Sums:
        book = self._book.book
        accounts = tuple(row.code for row in self._work.accounts.find(book=book) if row.leaf)
        return self._work.lines.sums(BY, "minor", book=book, account=accounts, period=self._period)

    def _require_even(self, sums: Sums) -> None:
        over: Counter[tuple[int, str]] = Counter()
        for (_, currency, *_, side, day), (minor, _) in sums.items():
            over[day, currency] += minor if side == DEBIT else -minor
        for (day, currency), minor in sorted(over.items()):
            if minor and self._book.kind != SINGLE:
                raise Broken(
                    f"debits of {self._book.book} are over credits by {minor} {currency} on {day}, which no"
                    " entry can do; the month stays open: look what was done to the database",
                    cause="ledger.month.uneven",
                )

    def _opening(self) -> Standings:
        rows = self._work.totals.find(
            limit=TOTALS_MAX, book=self._book.book, period=previous_period(self._period)
        )
        return carried({place_of(row): Standing(row.opening, row.debits, row.credits) for row in rows})

    def _carry_over(self, month: MonthEnd, before: MonthEnd | None, standings: Standings) -> None:
        rule = self._work.closing_rules.get(month.book)
        if rule is None:
            return
        entries = 0
        for lines in of_results(rule, standings):
            entries = self._post(month, entries, lines, standings)
        if month.period % 100 != 12:
            return
        earlier = list(moved_before(before, self._work.entries.get, self._posting.lines_of))
        profits = self._profits(rule, standings)
        entries = self._post(month, entries, of_the_year(rule, profits), standings)
        if rule.reserve:
            # What was set aside came out of `retained`, so both together are what the year brought before.
            reserved, retained = credited(earlier, rule.reserve), credited(earlier, rule.retained)
            whole = dict(profits)
            for currency in profits.keys() | retained.keys() | reserved.keys():
                whole[currency] = (
                    profits.get(currency, 0) + retained.get(currency, 0) + reserved.get(currency, 0)
                )
            self._post(month, entries, of_the_reserve(rule, whole, reserved), standings)

    def _profits(self, rule: ClosingRule, standings: Standings) -> dict[str, int]:
        found: Counter[str] = Counter()
        for place, each in standings.items():
            if place.account == rule.profit:
                found[place.currency] -= each.closing
        return dict(found)

    def _post(self, month: MonthEnd, entries: int, lines: list[DraftLine], standings: Standings) -> int:
        """How many entries this closing has posted then."""
        if not lines:
            return entries
        draft = draft_of(month, entries + 1, lines)
        self._posting.check_number(draft)
        check_amounts(draft, single=False)
        entry = self._posting.write(draft, kind=POSTED, period=month.period)
        with_lines(standings, self._posting.lines_of(entry))
        return entries + 1

    def _seal(self, month: MonthEnd, totals: list[PeriodTotal]) -> None:
        entries = self._work.entries.walk(*ORDER, book=month.book, period=month.period)
        sealed, content = sealed_month(month, entries, totals)
        self._work.month_ends.put(sealed)
        append_block(self._message, self._work, self._block(CLOSED, sealed.entries, content))

    def _block(self, what: str, entries: int, content: str) -> Block:
        return Block(
            book=self._book.book,
            number=0,
            period=self._period,
            what=what,
            entries=entries,
            content=content,
            prev="",
            form=0,
            hash="",
        )

    def _drop(self, end: MonthEnd) -> None:
        for row in self._work.totals.find(limit=TOTALS_MAX, book=end.book, period=end.period):
            self._work.totals.remove(*key_of(row))
        self._work.month_ends.put(replace(end, closed=False))

    def _total(self, place: Place, standing: Standing) -> PeriodTotal:
        if max(map(abs, (*standing, standing.closing))) > MINOR_MAX:
            raise Refused(
                f"account {place.account} of {self._book.book} would pass 2^63 {place.currency}",
                cause="ledger.amount",
            )
        return PeriodTotal(book=self._book.book, period=self._period, **place._asdict(), **standing._asdict())
