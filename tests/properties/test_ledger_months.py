"""Months closed, opened again and closed in any order, beside a fold over all lines (L3, L13, L20, X1)."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from core.kernel.errors import Refused
from core.ledger import (
    Asked,
    Block,
    Entry,
    Line,
    MonthEnd,
    Period,
    PeriodTotal,
    general_ledger,
    trial_balance,
)
from core.ledger.verify_months import month_faults
from tests.core.ledger.books import credit, debit
from tests.core.ledger.shipped import ShippedBooks
from tests.properties.worlds import run

MONTHS = (2025_11, 2025_12, 2026_01, 2026_02)
DAYS = tuple(month * 100 + day for month in MONTHS for day in (1, 15, 28))


class Months(RuleBasedStateMachine):
    """Whatever was closed and opened, a balance is the sum of the lines until its day."""

    def __init__(self) -> None:
        super().__init__()
        self.books = ShippedBooks(first_period=MONTHS[0])
        self.closed = 0
        self.posted: list[Entry] = []

    @rule(day=some.sampled_from(DAYS), minor=some.integers(1, 99), income=some.booleans())
    def post(self, day: int, minor: int, income: bool) -> None:
        lines = (
            (debit("1002.01", minor), credit("6021", minor))
            if income
            else (debit("6601", minor), credit("1002.01", minor))
        )
        entry = self.books.post(*lines, day=day)
        assert entry.period == self.first_open(day // 100)
        self.posted.append(entry)

    @precondition(lambda self: self.posted)
    @rule(pick=some.integers(0, 99))
    def reverse(self, pick: int) -> None:
        entry = self.posted.pop(pick % len(self.posted))
        before = self.until(entry.business_day, late=True)
        self.books.reverse(entry, day=entry.business_day)
        after = self.until(entry.business_day, late=True)
        for line in self.books.rooms.rows(Line, entry_id=entry.entry_id):
            sign = 1 if line.side == "debit" else -1
            assert after[line.account] == before[line.account] - sign * line.minor

    @precondition(lambda self: self.closed < len(MONTHS))
    @rule()
    def close(self) -> None:
        self.books.close(MONTHS[self.closed])
        self.closed += 1
        self.balances_are_sums_of_lines()

    @precondition(lambda self: self.closed)
    @rule(pick=some.integers(0, 3))
    def reopen(self, pick: int) -> None:
        place = pick % self.closed
        self.books.reopen(MONTHS[place])
        self.closed = place
        self.balances_are_sums_of_lines()

    @precondition(lambda self: self.closed)
    @rule()
    def close_twice(self) -> None:
        before = self.books.rooms.books()
        try:
            self.books.close(MONTHS[self.closed - 1])
        except Refused:
            assert self.books.rooms.books() == before
            return
        raise AssertionError("a month was closed twice")

    def teardown(self) -> None:
        """What takes long is looked at once, whatever came before."""
        self.balances_are_sums_of_lines()
        self.months_open_with_what_they_closed_with()
        self.what_is_closed_is_sealed_and_empty_of_results()

    def balances_are_sums_of_lines(self) -> None:
        lines = self.books.rooms.rows(Line, book="general")
        for day in (2025_12_31, 2026_01_15):
            expected: Counter[str] = Counter()
            for line in lines:
                if (line.period, line.business_day) <= (day // 100, day) and (
                    line.period < day // 100 or line.business_day <= day
                ):
                    expected[line.account] += line.minor if line.side == "debit" else -line.minor
            found = self.until(day)
            assert +found == +expected
            assert -found == -expected
            assert sum(found.values()) == 0

    def months_open_with_what_they_closed_with(self) -> None:
        closing: dict[str, int] = {}
        for row in general_ledger(self.books.reader(), 2025_11, 2026_02):
            assert row.opening == closing.get(row.account, row.opening)
            closing[row.account] = row.closing

    def what_is_closed_is_sealed_and_empty_of_results(self) -> None:
        assert list(month_faults(self.books.reader().books)) == []
        for end in self.books.rooms.rows(MonthEnd):
            for row in self.books.rooms.rows(PeriodTotal, period=end.period):
                assert end.closed
                assert row.closing == 0 or not row.account.startswith("6")
        numbers = [block.number for block in self.books.rooms.rows(Block)]
        assert numbers == list(range(1, len(numbers) + 1))

    def until(self, day: int, *, late: bool = False) -> Counter[str]:
        rows = trial_balance(self.books.reader(), Asked(until_day=day, late=late))
        return Counter({row.account: row.balance for row in rows})

    def first_open(self, month: int) -> int:
        """The month itself, or the first behind it that takes entries."""
        locked = {row.period for row in self.books.rooms.rows(Period) if row.locked}
        return min(each for each in (*MONTHS, 2026_03) if each >= month and each not in locked)


def test_months_hold_whatever_is_closed_and_opened() -> None:
    """L3, L13, L20, X1."""
    run(Months, "light machines")
