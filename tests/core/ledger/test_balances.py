"""Balances of any past day, as it was known at any moment, from closed months and what lies behind them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from core.ledger import Asked, DraftLine, GeneralRow, Line, TrialRow, general_ledger, trial_balance
from tests.core.ledger.books import Books, credit, debit


def lent(minor: int, contract: str = "L1") -> tuple[DraftLine, DraftLine]:
    return (debit("1303.01", minor, contract=contract, party="P1"), credit("1002.01", minor))


def principal(books: Books, day: int, known_at: datetime | None = None, *, late: bool = False) -> int:
    rows = trial_balance(books.reader(), Asked(until_day=day, known_at=known_at, late=late))
    assert sum(row.balance for row in rows) == 0
    return sum(row.balance for row in rows if row.account == "1303.01")


def test_a_trial_balance_counts_days_and_what_was_known() -> None:
    """L20."""
    books = Books()
    first = books.post(*lent(100), day=2025_06_02)
    late = books.post(*lent(7), day=2025_06_01)
    books.post(*lent(1_000), day=2025_06_30)
    red = books.reverse(first, day=2025_06_05)

    days = (2025_05_31, 2025_06_01, 2025_06_02, 2025_06_05, 2025_06_30)
    assert [principal(books, day) for day in days] == [0, 7, 107, 7, 1_007]
    assert principal(books, 2025_06_30, known_at=first.record_time) == 100
    assert principal(books, 2025_06_04, known_at=late.record_time) == 107
    assert principal(books, 2025_06_30, known_at=red.record_time) == 1_007


def test_currencies_are_never_added() -> None:
    books = Books()
    books.post(debit("1002.01", 5), credit("6011", 5))
    books.post(debit("1002.01", 7, currency="JPY"), credit("6011", 7, currency="JPY"))

    assert trial_balance(books.reader(), Asked(until_day=2025_06_30)) == [
        TrialRow("1002.01", "CNY", 0, 5, 0),
        TrialRow("1002.01", "JPY", 0, 7, 0),
        TrialRow("6011", "CNY", 0, 0, 5),
        TrialRow("6011", "JPY", 0, 0, 7),
    ]


def test_a_month_opens_with_what_the_month_before_closed_with_closed_or_not() -> None:
    open_, closed = Books(), Books()
    for books in (open_, closed):
        books.post(*lent(100), day=2025_01_31)
        books.post(*lent(20), day=2025_03_01)
        books.post(*lent(3), day=2025_03_15)
    closed.close(2025_01, 2025_02)

    for day in (2025_01_30, 2025_01_31, 2025_02_10, 2025_03_01, 2025_03_31, 2025_04_30):
        asked = Asked(until_day=day)
        assert trial_balance(open_.reader(), asked) == trial_balance(closed.reader(), asked)
    rows = trial_balance(closed.reader(), Asked(until_day=2025_03_01))
    [row] = [row for row in rows if row.account == "1303.01"]
    assert (row.opening, row.debits, row.credits, row.balance) == (100, 20, 0, 120)


def test_what_was_known_before_a_month_was_closed_is_asked_of_its_lines() -> None:
    books = Books()
    first = books.post(*lent(100), day=2025_01_10)
    books.post(*lent(20), day=2025_01_20)
    books.close(2025_01)

    assert principal(books, 2025_01_31, known_at=first.record_time) == 100
    assert principal(books, 2025_02_28, known_at=first.record_time) == 100
    assert principal(books, 2025_01_31) == 120


def test_what_comes_late_counts_in_its_month_or_on_its_day_as_is_asked() -> None:
    books = Books()
    books.post(*lent(100), day=2025_01_10)
    books.close(2025_01)
    late = books.post(*lent(7), day=2025_01_15)

    assert late.period == 2025_02
    assert [principal(books, day) for day in (2025_01_14, 2025_01_31, 2025_02_01)] == [100, 100, 107]
    by_day = [principal(books, day, late=True) for day in (2025_01_14, 2025_01_15, 2025_01_31, 2025_02_01)]
    assert by_day == [100, 107, 107, 107]
    assert principal(books, 2025_01_31, known_at=late.record_time, late=True) == 107


def test_the_past_is_not_read_again() -> None:
    """A hundred entries in each closed month: a balance reads one month's totals and the lines behind it."""
    books = Books()
    for month in range(1, 13):
        for number in range(100):
            books.post(*lent(1 + number), day=2025_00_10 + month * 100)
    books.close(*range(2025_01, 2025_13))
    books.post(*lent(5), day=2026_01_04)
    counted: Counter[str] = Counter()

    rows = trial_balance(books.reader(counting=counted), Asked(until_day=2026_01_04))

    assert [row.balance for row in rows] == [-60_605, 60_605]
    assert (counted["ledger_line"], counted["ledger_period_total"], counted["ledger_entry"]) == (2, 2, 0)
    counted.clear()
    assert principal_of(books, counted, 2025_06_30) == 30_300
    assert (counted["ledger_line"], counted["ledger_period_total"]) == (0, 1)
    counted.clear()
    assert principal_of(books, counted, 2025_06_09) == 25_250
    assert counted["ledger_line"] == 100, "the lines of that account in that month"


def principal_of(books: Books, counted: Counter[str], day: int) -> int:
    [row] = trial_balance(books.reader(counting=counted), Asked(until_day=day, account="1303.01"))
    return row.balance


def test_the_general_ledger_has_every_month_by_account_and_level() -> None:
    books = Books()
    books.post(debit("1002.01", 9), credit("6011", 9), day=2025_01_05)
    books.close(2025_01)
    books.post(*lent(4), day=2025_02_05)

    rows = list(general_ledger(books.reader(), 2024_12, 2025_02))

    assert rows == [
        GeneralRow("1002", "CNY", 2025_01, 0, 9, 0),
        GeneralRow("1002.01", "CNY", 2025_01, 0, 9, 0),
        GeneralRow("6011", "CNY", 2025_01, 0, 0, 9),
        GeneralRow("1002", "CNY", 2025_02, 9, 0, 4),
        GeneralRow("1002.01", "CNY", 2025_02, 9, 0, 4),
        GeneralRow("1303.01", "CNY", 2025_02, 0, 4, 0),
        GeneralRow("6011", "CNY", 2025_02, -9, 0, 0),
    ]
    assert [row.closing for row in rows if row.account == "1002"] == [9, 5]
    below = {row.account for row in general_ledger(books.reader(), 2025_01, 2025_02, account="1002")}
    assert below == {"1002", "1002.01"}


def test_a_balance_is_the_fold_of_all_lines_until_its_day() -> None:
    """X2."""
    books = Books()
    for number in range(60):
        day = 2025_01_01 + number % 3 * 100 + number % 28
        books.post(*lent(number + 1, contract=f"L{number % 3}"), day=day)
    books.close(2025_01, 2025_02)
    lines = books.rooms.rows(Line)

    for month in (2025_01, 2025_02, 2025_03):
        for day in range(month * 100 + 1, month * 100 + 29):
            rows = trial_balance(books.reader(), Asked(until_day=day))
            expected: Counter[str] = Counter()
            for line in lines:
                if line.business_day <= day:
                    expected[line.account] += line.minor if line.side == "debit" else -line.minor
            assert {row.account: row.balance for row in rows} == expected
