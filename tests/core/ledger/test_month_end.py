"""A month's end proves its days even, carries results over, keeps totals, locks, and is sealed in a chain."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.hub.records import key_of
from core.kernel.errors import Broken, HubError, Refused
from core.ledger import (
    Asked,
    Block,
    Entry,
    Line,
    MonthEnd,
    Period,
    PeriodLocked,
    PeriodTotal,
    Posting,
    trial_balance,
)
from core.ledger.month_end import MonthEnding
from tests.core.ledger.books import Books, a_draft, credit, debit
from tests.core.ledger.shipped import ShippedBooks

JANUARY, DECEMBER = 2025_01, 2025_12


@pytest.fixture
def books() -> ShippedBooks:
    return ShippedBooks()


def earn(books: Books, minor: int, *, day: int = 2025_01_10, **more: Any) -> Entry:
    return books.post(debit("1002.01", minor), credit("6021", minor), day=day, **more)


def spend(books: Books, minor: int, *, day: int = 2025_01_10) -> Entry:
    return books.post(debit("6601", minor), credit("1002.01", minor), day=day)


def balances(books: Books, day: int) -> dict[str, int]:
    rows = trial_balance(books.reader(), Asked(until_day=day))
    return {row.account: row.balance for row in rows if row.balance}


def refused(books: Books, act: Any, kind: type[HubError] = Refused) -> str:
    before = books.rooms.books()
    with pytest.raises(kind) as failure:
        act()
    assert books.rooms.books() == before
    return failure.value.cause


def test_results_go_to_the_profit_of_the_year_and_the_month_is_locked(books: ShippedBooks) -> None:
    earn(books, 900)
    spend(books, 250)

    books.close(JANUARY)

    [entry] = [row for row in books.rooms.rows(Entry) if row.rule == "P20"]
    assert (entry.number, entry.business_day, entry.period) == ("month-end/202501/1/1", 2025_01_31, JANUARY)
    told = [(row.account, row.side, row.minor) for row in books.rooms.rows(Line, number=entry.number)]
    assert told == [("6021", "debit", 900), ("6601", "credit", 250), ("4103", "credit", 650)]
    assert balances(books, 2025_01_31) == {"1002.01": 650, "4103": -650}
    assert earn(books, 5).period == 2025_02


def test_totals_of_a_month_are_by_account_and_by_what_it_is_about(books: ShippedBooks) -> None:
    books.happens("loan.disbursed", day=2025_01_05, principal=70, parts={"contract": "L1"})
    books.happens("loan.disbursed", day=2025_01_06, principal=30, parts={"contract": "L2"})
    books.close(JANUARY)
    books.happens("loan.repaid", day=2025_02_06, parts={"contract": "L2"}, paid=30, principal=30, **NOTHING)
    books.close(2025_02)

    def told(period: int) -> list[tuple[str, str, str, int, int, int]]:
        rows = books.rooms.rows(PeriodTotal, book="general", period=period)
        return sorted((r.account, r.contract, r.flow, r.opening, r.debits, r.credits) for r in rows)

    assert told(JANUARY) == [
        ("1002.01", "", "lent", 0, 0, 100),
        ("1303.01", "L1", "", 0, 70, 0),
        ("1303.01", "L2", "", 0, 30, 0),
    ]
    assert told(2025_02) == [
        ("1002.01", "", "lent", -100, 0, 0),
        ("1002.01", "", "repaid", 0, 30, 0),
        ("1303.01", "L1", "", 70, 0, 0),
        ("1303.01", "L2", "", 30, 0, 30),
    ]


NOTHING = dict.fromkeys(("interest", "unaccrued", "penalty", "fee", "vat", "surplus", "suspended"), 0)


def test_what_is_settled_has_no_row_any_more(books: ShippedBooks) -> None:
    books.post(debit("2241.03", 5), credit("1002.01", 5), day=2025_01_05)
    books.post(debit("1002.01", 5), credit("2241.03", 5), day=2025_01_06)
    books.close(JANUARY, 2025_02)

    assert len(books.rooms.rows(PeriodTotal, period=JANUARY)) == 2
    assert books.rooms.rows(PeriodTotal, period=2025_02) == []


def test_a_year_ends_in_what_is_retained_and_a_share_is_set_aside(books: ShippedBooks) -> None:
    earn(books, 1_005)
    books.close(*range(JANUARY, DECEMBER))
    spend(books, 5, day=2025_12_30)

    books.close(DECEMBER)

    assert balances(books, 2025_12_31) == {"1002.01": 1_000, "4104": -900, "4102": -100}
    numbers = [row.number for row in books.rooms.rows(Entry, period=DECEMBER) if row.rule == "P20"]
    assert numbers == ["month-end/202512/1/1", "month-end/202512/1/2", "month-end/202512/1/3"]


def test_of_a_loss_nothing_is_set_aside(books: ShippedBooks) -> None:
    spend(books, 70)

    books.close(*range(JANUARY, DECEMBER + 1))

    assert balances(books, 2025_12_31) == {"1002.01": -70, "4104": 70}


def test_a_month_opened_again_is_closed_with_what_is_new_alone(books: ShippedBooks) -> None:
    earn(books, 1_000)
    books.close(*range(JANUARY, DECEMBER + 1))
    books.reopen(2025_11)

    assert books.rooms.rows(PeriodTotal, period=2025_10)
    assert not [row for row in books.rooms.rows(PeriodTotal) if row.period >= 2025_11]
    closed = {row.period for row in books.rooms.rows(MonthEnd) if row.closed}
    assert closed == set(range(JANUARY, 2025_11))
    assert {row.period for row in books.rooms.rows(Period) if not row.locked} == {2025_11}

    assert earn(books, 200, day=2025_11_11).period == 2025_11
    books.close(2025_11, DECEMBER)

    assert balances(books, 2025_12_31) == {"1002.01": 1_200, "4104": -1_080, "4102": -120}
    again = [row for row in books.rooms.rows(Entry) if row.number.startswith("month-end/202512/2/")]
    assert [row.number for row in again] == ["month-end/202512/2/1", "month-end/202512/2/2"]
    assert [books.rooms.rows(Line, number=row.number)[0].minor for row in again] == [200, 20]


def test_a_closing_that_is_done_again_without_news_posts_nothing(books: ShippedBooks) -> None:
    earn(books, 1_000)
    books.close(*range(JANUARY, DECEMBER + 1))
    before = balances(books, 2025_12_31)
    entries = books.rooms.rows(Entry)

    books.reopen(DECEMBER)
    books.close(DECEMBER)

    assert books.rooms.rows(Entry) == entries
    assert balances(books, 2025_12_31) == before


def test_a_profit_that_turns_into_a_loss_gives_back_what_was_set_aside(books: ShippedBooks) -> None:
    earn(books, 1_000)
    books.close(*range(JANUARY, DECEMBER + 1))
    books.reopen(DECEMBER)
    spend(books, 1_300, day=2025_12_30)

    books.close(DECEMBER)

    assert balances(books, 2025_12_31) == {"1002.01": -300, "4104": 300}


def test_months_are_closed_one_after_another_and_once(books: ShippedBooks) -> None:
    assert refused(books, lambda: books.close(2025_02)) == "ledger.month.order"
    books.close(JANUARY)
    assert refused(books, lambda: books.close(JANUARY)) == "ledger.month.closed"
    books.close(2025_02)
    books.reopen(JANUARY)
    assert refused(books, lambda: books.close(2025_03)) == "ledger.month.order"


def test_a_month_that_was_locked_before_is_closed_all_the_same(books: ShippedBooks) -> None:
    earn(books, 9)
    books.tell("ledger.period_locked.v1", PeriodLocked(book="general", period=JANUARY, by="wang"))

    books.close(JANUARY)

    assert balances(books, 2025_01_31) == {"1002.01": 9, "4103": -9}


def test_a_closed_month_is_opened_by_two(books: ShippedBooks) -> None:
    books.close(JANUARY)

    for approver in ("", "wang"):
        assert refused(books, lambda approver=approver: books.reopen(JANUARY, approver=approver)) == (
            "four_eyes.same"
        )


@pytest.mark.parametrize(("book", "period"), [("general", 2024_12), ("general", 2025_13), ("none", JANUARY)])
def test_a_month_that_is_none_of_a_book_is_refused(books: ShippedBooks, book: str, period: int) -> None:
    assert refused(books, lambda: books.close(period, book=book)) == "ledger.period.unknown"


def test_limits_have_no_month_end_and_single_lines_need_not_balance(books: ShippedBooks) -> None:
    books.happens("facility.effective", day=2025_01_05, amount=500)

    books.close(JANUARY, book="off_balance")

    [total] = books.rooms.rows(PeriodTotal, book="off_balance")
    assert (total.account, total.party, total.contract, total.closing) == ("undrawn", "P1", "F-1", 500)
    assert refused(books, lambda: books.close(JANUARY, book="limits")) == "ledger.book_kind"


def test_a_day_that_was_made_uneven_stops_the_closing(books: ShippedBooks) -> None:
    entry = earn(books, 100)
    lines = books.rooms.tables.rows[Line.TABLE]
    [line, _] = books.rooms.rows(Line, entry_id=entry.entry_id)
    lines[key_of(line)] = replace(line, minor=101)

    with pytest.raises(Broken, match="over credits by 1 CNY on 20250110, which no entry can do"):
        books.close(JANUARY)


def test_totals_that_no_column_holds_are_refused(books: ShippedBooks) -> None:
    for number in range(2):
        earn(books, 2**63 - 1, number=f"E/{number}")

    assert refused(books, lambda: books.close(JANUARY)) == "ledger.amount"


def test_each_closing_and_opening_is_a_block_over_the_one_before(books: ShippedBooks) -> None:
    earn(books, 10)
    books.close(JANUARY, 2025_02)
    books.reopen(JANUARY)
    books.close(JANUARY)

    blocks = books.rooms.rows(Block)
    told = [(row.number, row.period, row.what, row.entries) for row in blocks]
    assert told == [
        (1, JANUARY, "closed", 2),
        (2, 2025_02, "closed", 0),
        (3, JANUARY, "reopened", 0),
        (4, JANUARY, "closed", 2),
    ]
    assert [row.prev for row in blocks] == ["", *(row.hash for row in blocks[:-1])]
    assert len({row.hash for row in blocks}) == 4


def test_a_closing_sees_what_was_posted_before_it_in_the_same_unit_of_work(books: ShippedBooks) -> None:
    def post_and_close(message: Any, work: Any) -> None:
        draft = a_draft(debit("1002.01", 7), credit("6021", 7), number="E1", day=2025_01_10)
        Posting(message, work).post(draft)
        MonthEnding(message, work, work.books.take("general"), JANUARY).close("wang")

    books.act(post_and_close)

    assert balances(books, 2025_01_31) == {"1002.01": 7, "4103": -7}
    [block] = books.rooms.rows(Block)
    assert block.entries == 2
