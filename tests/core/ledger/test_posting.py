"""What is posted balances, stands in an open month on accounts that are there, and is only ever reversed."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.ledger import DraftLine, Entry, Line, PeriodLocked, PeriodReopened, Posting, Reversed, entry_hash
from tests.core.ledger.books import DAY, GENERAL, Books, a_draft, credit, debit

LENT = (debit("1303.01", 100, contract="L1", party="P1"), credit("1002.01", 100))


@pytest.fixture
def books() -> Books:
    return Books()


def lines_of(books: Books, entry: Entry) -> list[Line]:
    return books.rooms.rows(Line, entry_id=entry.entry_id)


def refused(books: Books, *lines: DraftLine, **more: Any) -> str:
    """The cause of the refusal; nothing at all may have been written."""
    before = books.rooms.books()
    with pytest.raises(Refused) as failure:
        books.post(*lines, **more)
    assert books.rooms.books() == before
    return failure.value.cause


def test_an_entry_keeps_its_lines_as_they_were_drafted(books: Books) -> None:
    entry = books.post(*LENT, number="L1/drawdown/1")

    assert (entry.kind, entry.number, entry.business_day, entry.period) == (
        "posted",
        "L1/drawdown/1",
        DAY,
        2025_06,
    )
    told = [(line.account, line.side, line.minor, line.contract) for line in lines_of(books, entry)]
    assert told == [("1303.01", "debit", 100, "L1"), ("1002.01", "credit", 100, "")]


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ((debit("1002.01", 100), credit("6011", 99)), "ledger.unbalanced"),
        ((debit("1002.01", 100), credit("6011", 100, currency="USD")), "ledger.unbalanced"),
        ((debit("1002.01", 100), credit("6011", 100, currency="XXX")), "ledger.currency"),
        ((debit("1002.01", 0), credit("6011", 0)), "ledger.amount"),
        ((debit("1002.01", 2**63), credit("6011", 2**63)), "ledger.amount"),
        ((debit("1002", 1), credit("6011", 1)), "ledger.heading"),
        ((debit("1009", 1), credit("6011", 1)), "ledger.unknown_account"),
        ((debit("1303.01", 1, contract="L1"), credit("6011", 1)), "ledger.auxiliary"),
        ((), "ledger.lines"),
        ((debit("1002.01", 1),) * 1001, "ledger.lines"),
        ((DraftLine(account="6011", side="left", currency="CNY", minor=1),), "ledger.side"),
    ],
)
def test_what_is_no_entry_is_refused_whole(books: Books, lines: tuple[DraftLine, ...], cause: str) -> None:
    assert refused(books, *lines) == cause


def test_a_currency_may_not_pay_for_another_but_both_may_balance(books: Books) -> None:
    """L22."""
    entry = books.post(
        debit("1002.01", 5),
        credit("6011", 5),
        debit("1002.01", 7, currency="USD"),
        credit("6011", 7, currency="USD"),
    )

    assert entry.lines == 4


def test_a_line_of_an_off_balance_book_stands_alone(books: Books) -> None:
    draft = a_draft(debit("8001", 900, lot="LOT1"), number="P2/1", book="off_balance")

    assert books.act(lambda message, work: Posting(message, work).post(draft)).lines == 1


def test_a_book_that_nobody_published_is_refused(books: Books) -> None:
    draft = a_draft(*LENT, number="x", book="nowhere")
    with pytest.raises(Refused, match="publish its chart first"):
        books.act(lambda message, work: Posting(message, work).post(draft))


def test_what_comes_late_for_a_locked_month_keeps_its_day_and_goes_to_the_next_open_one(books: Books) -> None:
    for month in (2025_06, 2025_07):
        books.tell("ledger.period_locked.v1", PeriodLocked(book="general", period=month, by="wang"))

    entry = books.post(*LENT)

    assert (entry.business_day, entry.period) == (DAY, 2025_08)
    assert {line.period for line in lines_of(books, entry)} == {2025_08}


def test_december_is_followed_by_january(books: Books) -> None:
    books.tell("ledger.period_locked.v1", PeriodLocked(book="general", period=2025_12, by="wang"))

    assert books.post(*LENT, day=2025_12_31).period == 2026_01


def test_a_month_that_was_opened_again_takes_its_entries_and_says_why(books: Books) -> None:
    books.tell("ledger.period_locked.v1", PeriodLocked(book="general", period=2025_06, by="wang"))
    with pytest.raises(Refused, match="does not say why"):
        books.tell(
            "ledger.period_reopened.v1", PeriodReopened(book="general", period=2025_06, by="li", reason=" ")
        )
    books.tell(
        "ledger.period_reopened.v1",
        PeriodReopened(book="general", period=2025_06, by="li", reason="late bill"),
    )

    assert books.post(*LENT).period == 2025_06
    with pytest.raises(Refused, match="open already"):
        books.tell(
            "ledger.period_reopened.v1",
            PeriodReopened(book="general", period=2025_06, by="li", reason="again"),
        )


@pytest.mark.parametrize(
    ("day", "cause"), [(2024_12_31, "ledger.before_first_period"), (2025_13_01, "ledger.day")]
)
def test_a_day_before_the_books_or_of_no_month_is_refused(books: Books, day: int, cause: str) -> None:
    assert refused(books, *LENT, day=day) == cause


def test_a_reversal_is_the_same_in_red_and_happens_once(books: Books) -> None:
    """L12."""
    entry = books.post(*LENT)

    red = books.act(
        lambda message, work: Posting(message, work).reverse(
            entry, number="R1", business_day=DAY, text="wrong"
        )
    )

    assert (red.kind, red.refers) == ("reversal", entry.entry_id)
    told = [(line.account, line.side, line.minor, line.contract) for line in lines_of(books, red)]
    assert told == [("1303.01", "debit", -100, "L1"), ("1002.01", "credit", -100, "")]
    before = books.rooms.books()
    with pytest.raises(Refused, match="nothing was posted"):
        books.act(
            lambda message, work: Posting(message, work).reverse(
                entry, number="R2", business_day=DAY, text="again"
            )
        )
    assert books.rooms.books() == before
    assert [row.by for row in books.rooms.rows(Reversed)] == [red.entry_id]


def test_a_reversal_is_not_reversed(books: Books) -> None:
    entry = books.post(*LENT)
    red = books.act(
        lambda message, work: Posting(message, work).reverse(
            entry, number="R1", business_day=DAY, text="wrong"
        )
    )

    with pytest.raises(Refused, match="only a posted one"):
        books.act(
            lambda message, work: Posting(message, work).reverse(
                red, number="R2", business_day=DAY, text="back"
            )
        )


def test_any_change_of_an_entry_or_of_its_lines_is_seen_by_its_hash(books: Books) -> None:
    entry = books.post(*LENT)
    lines = lines_of(books, entry)

    assert entry_hash(entry, lines) == entry.hash
    assert entry_hash(replace(entry, text="tried."), lines) != entry.hash
    assert entry_hash(entry, [replace(lines[0], minor=101), lines[1]]) != entry.hash
    assert entry_hash(entry, lines[:1]) != entry.hash


def test_an_account_never_changes_its_meaning_and_what_is_not_listed_is_closed(books: Books) -> None:
    books.publish("general", "general", GENERAL[:-1])
    assert refused(books, debit("1002.01", 1), credit("6011", 1)) == "ledger.account_closed"

    with pytest.raises(Refused, match="close it and open another"):
        books.publish("general", "general", (*GENERAL[:-1], replace(GENERAL[-1], side="debit")))
    with pytest.raises(Refused, match="that stays"):
        books.publish("general", "single", GENERAL)


def test_a_number_is_posted_once_whoever_posts_it(books: Books) -> None:
    books.post(*LENT, number="L1/drawdown/1")

    assert refused(books, *LENT, number="L1/drawdown/1") == "ledger.number_twice"
    entry = books.post(*LENT, number="L1/drawdown/2")
    before = books.rooms.books()
    with pytest.raises(Refused, match="nothing was posted: another fact takes another number"):
        books.act(
            lambda message, work: Posting(message, work).reverse(
                entry, number="L1/drawdown/1", business_day=DAY, text="wrong"
            )
        )
    assert books.rooms.books() == before


def test_debits_together_stay_within_what_a_column_holds(books: Books) -> None:
    """L21: no sum of one entry passes 2^63."""
    half = 2**62
    assert (
        refused(
            books, debit("1002.01", half), debit("1002.01", half), credit("6011", half), credit("6011", half)
        )
        == "ledger.amount"
    )
    assert books.post(debit("1002.01", 2**63 - 1), credit("6011", 2**63 - 1)).lines == 2


def test_books_never_mix(books: Books) -> None:
    """L22: an account is one of its book; the same code of another is another."""
    draft = a_draft(debit("1002.01", 1), credit("6011", 1), number="x", book="limits")
    with pytest.raises(Refused, match=r"1002\.01 of book limits is not in the chart"):
        books.act(lambda message, work: Posting(message, work).post(draft))
