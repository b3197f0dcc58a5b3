"""Loans in sets: a day's end and a run of messages ask the database seldom, of however many loans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from bench.lent import LentLoans
from bench.loan_messages import LoanMessages
from core import catalogue
from core.hub.failures import Failure
from core.ledger import Balance, Entry
from core.loan import FunderFile, Loan, Receipt, Standing
from tests.core.hub.from_inside import documents_from_inside
from tests.prepared import sqlite_with_tables

DAY, LATE_DAY = 2026_11_20, 2027_01_20


@pytest.fixture
def book(tmp_path: Path) -> Iterator[LentLoans]:
    made = LentLoans(tmp_path / "hub", sqlite_with_tables(tmp_path / "hub.sqlite"))
    yield made
    made.hub.store.engine.dispose()


@pytest.fixture
def bigger(tmp_path: Path) -> Iterator[LentLoans]:
    made = LentLoans(tmp_path / "bigger", sqlite_with_tables(tmp_path / "bigger.sqlite"))
    yield made
    made.hub.store.engine.dispose()


@pytest.mark.parametrize("day", [DAY, LATE_DAY])
def test_the_end_of_a_day_asks_as_often_for_forty_loans_as_for_ten(
    book: LentLoans, bigger: LentLoans, day: int
) -> None:
    """On a plain day, and where each loan is overdue, its plan is played and people are told."""
    for each, count in ((book, 10), (bigger, 40)):
        each.lend(count, slices=2)
        each.take_day(day)

    few = _asked(book, "loan_", book.dispatch)
    many = _asked(bigger, "loan_", bigger.dispatch)

    assert many == few
    rows = bigger.hub.store.rows(Standing, limit=100)
    assert len([row for row in rows if row.accrued_through > day and row.accrued_minor]) == 40
    states = {row.state for row in bigger.hub.store.rows(Loan, limit=100)}
    assert states == ({"ACTIVE"} if day == DAY else {"OVERDUE"})


def test_a_slice_of_more_loans_than_an_entry_has_lines_is_ended_in_several_vouchers(book: LentLoans) -> None:
    book.lend(520, slices=1)
    book.take_day(DAY)

    book.dispatch()

    rows = book.hub.store.rows(Standing, limit=1_000)
    assert len([row for row in rows if row.accrued_through > DAY and row.accrued_minor]) == 520
    numbers = sorted(row.number for row in book.hub.store.rows(Entry, limit=10, book="general"))
    assert numbers == [f"day/{DAY}/0", f"day/{DAY}/0/2", f"day/{DAY}/0/3", f"day/{DAY}/0/4"]


def test_messages_of_a_run_ask_together_and_come_to_what_each_alone_comes_to(
    book: LentLoans, tmp_path: Path
) -> None:
    """Draws, acts, answers and repayments; one by one they asked ten questions a message."""
    messages = LoanMessages(tmp_path, book)
    messages.lives(2)

    few = _asked(book, "", lambda: messages.lives(5))
    many = _asked(book, "", lambda: messages.lives(15))

    # The bench itself looks at each loan for what it says next: four times. No message asks for itself.
    more = (many - few) / 10 - 4
    assert more < 1
    messages.lives(3, limit=1)
    stands = [_as_another(row) for row in book.hub.store.rows(Standing, limit=100)]
    assert len(stands) == 25
    assert len(set(stands)) == 1
    limits = [row for row in book.hub.store.rows(Balance, limit=1_000) if row.account == "facility"]
    assert {(row.debits_posted, row.debits_pending) for row in limits} == {(0, 0)}


def test_money_that_cannot_be_read_ahead_fails_alone_and_the_rest_of_its_run_is_taken(
    book: LentLoans, tmp_path: Path
) -> None:
    """What is read ahead for all of a run is nobody's turn yet: one that is refused there takes none down."""
    LoanMessages(tmp_path, book).lives(2)
    told = [_payment("IN-7", "5.00"), _payment("IN-8", "1.234"), _payment("IN-9", "5.00")]
    with documents_from_inside():
        book.take([("erp.payment.v1", each, str(place)) for place, each in enumerate(told)])

        book.dispatch()

    [failed] = book.hub.store.rows(Failure, limit=10)
    assert (failed.outcome, "1.234" in failed.text) == ("refused", True)
    receipts = {row.receipt_no for row in book.hub.store.rows(Receipt, limit=10)}
    assert receipts >= {"IN-7", "IN-9"}
    assert "IN-8" not in receipts


@pytest.mark.parametrize("kind", ["disbursement", "repayment", "balance"])
def test_a_funder_s_day_asks_as_often_for_eighty_rows_as_for_twenty(
    book: LentLoans, bigger: LentLoans, kind: str
) -> None:
    """Named by our number, the funder's or by none that is known."""
    counts = []
    for each, count in ((book, 20), (bigger, 80)):
        each.lend(count, slices=2)
        with documents_from_inside():
            each.take([("funder.recon_file.v1", _day_of(kind, count), kind)], partner="bank")
            counts.append(_asked(each, "loan_", each.dispatch))

    assert counts[0] == counts[1]
    [told] = bigger.hub.store.rows(FunderFile, limit=9)
    assert (told.rows, told.state) == (80, "compared")


def _day_of(kind: str, count: int) -> msgspec.Struct:
    amount = {"amount": "0.00", "currency": "CNY"}
    rows = [
        {
            "number": f"FL-{number}",
            "our_number": f"B-{number}" if number % 2 else "",
            "amount": amount,
            "date": "2026-11-20",
            "bank_ref": f"REF-{number}",
        }
        for number in range(count)
    ]
    said = {"file_no": "F1", "date": "2026-11-20", "kind": kind, "count": count, "sum": amount, "rows": rows}
    return catalogue.read("funder.recon_file.v1", said)


def _payment(bank_ref: str, amount: str) -> msgspec.Struct:
    """Money on a loan that is paid back already: nobody knows what it is for."""
    said = {
        "payment_no": bank_ref,
        "bank_ref": bank_ref,
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": "2026-11-23",
        "payer": {"id": "P1"},
        "payee_account": {"number": "6222"},
        "purpose": "D-0",
    }
    return catalogue.read("erp.payment.v1", said)


def _as_another(row: Standing) -> Standing:
    return replace(row, loan_no="")


def _asked(book: LentLoans, of: str, work: Callable[[], object]) -> int:
    """How many questions were asked of tables whose names begin so."""
    with _counting(book, of) as asked:
        work()
    return len(asked)


@contextmanager
def _counting(book: LentLoans, of: str) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*said: object) -> None:
        statement = str(said[2])
        if "SELECT" in statement and (f" {of}" in statement):
            asked.append(statement)

    sa.event.listen(book.hub.store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(book.hub.store.engine, "before_cursor_execute", note)
