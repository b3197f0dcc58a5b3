"""A trial balance is a sum of lines, of any day and as it was known at any moment."""

from __future__ import annotations

from datetime import datetime

from core.ledger import DraftLine, Line, Posting, TrialRow, trial_balance
from tests.core.ledger.books import Books, credit, debit


def lent(minor: int) -> tuple[DraftLine, DraftLine]:
    return (debit("1303.01", minor, contract="L1", party="P1"), credit("1002.01", minor))


def test_a_trial_balance_counts_days_and_what_was_known() -> None:
    books = Books()
    first = books.post(*lent(100), day=2025_06_02)
    late = books.post(*lent(7), day=2025_06_01)
    books.post(*lent(1_000), day=2025_06_30)
    red = books.act(
        lambda message, work: Posting(message, work).reverse(
            first, number="R", business_day=2025_06_05, text="wrong"
        )
    )
    lines = books.rooms.rows(Line, book="general")

    def principal(day: int, known_at: datetime | None = None) -> int:
        rows = trial_balance(lines, until_day=day, known_at=known_at)
        assert sum(row.balance for row in rows) == 0
        return sum(row.balance for row in rows if row.account == "1303.01")

    assert [principal(day) for day in (2025_05_31, 2025_06_01, 2025_06_02, 2025_06_05, 2025_06_30)] == [
        0,
        7,
        107,
        7,
        1_007,
    ]
    assert principal(2025_06_30, known_at=first.record_time) == 100
    assert principal(2025_06_04, known_at=late.record_time) == 107
    assert principal(2025_06_30, known_at=red.record_time) == 1_007


def test_currencies_are_never_added() -> None:
    books = Books()
    books.post(debit("1002.01", 5), credit("6011", 5))
    books.post(debit("1002.01", 7, currency="JPY"), credit("6011", 7, currency="JPY"))

    assert trial_balance(books.rooms.rows(Line), until_day=9999_12_31) == [
        TrialRow("1002.01", "CNY", 5, 0),
        TrialRow("1002.01", "JPY", 7, 0),
        TrialRow("6011", "CNY", 0, 5),
        TrialRow("6011", "JPY", 0, 7),
    ]
