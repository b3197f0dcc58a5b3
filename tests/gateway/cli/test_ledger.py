"""`hub ledger`: what ships is published by one person and approved by another."""

from __future__ import annotations

from core.hub.failures import Failure
from core.kernel.errors import Refused
from core.ledger import Book, RuleSet, VoucherChecked, VoucherLine, VoucherMade, VoucherSigned
from tests.gateway.cli.conftest import Office


def test_the_charts_and_rules_that_ship_are_published_by_two(office: Office) -> None:
    alone = office.told("ledger", "publish", "--from-day", "20260101", "--approver", "li", "--by", "li")
    assert isinstance(alone.exception, Refused)
    assert "--approver names another person" in str(alone.exception)

    said = office.done("ledger", "publish", "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()

    assert "3 charts and" in said
    books = office.hub.store.rows(Book, limit=9)
    assert [(book.book, book.first_period, book.approver) for book in books] == [
        ("general", 2026_01, "wang"),
        ("limits", 2026_01, "wang"),
        ("off_balance", 2026_01, "wang"),
    ]
    assert [row.from_day for row in office.hub.store.rows(RuleSet, limit=9)] == [2026_01_01]


def test_rules_of_a_later_day_are_published_over_books_that_have_begun(office: Office) -> None:
    for day in ("20260101", "20260701"):
        office.done("ledger", "publish", "--from-day", day, "--approver", "wang", "--by", "li")
        office.work()

    assert {book.first_period for book in office.hub.store.rows(Book, limit=9)} == {2026_01}
    assert [row.from_day for row in office.hub.store.rows(RuleSet, limit=9)] == [2026_01_01, 2026_07_01]
    assert office.hub.store.rows(Failure, limit=9) == []


def test_a_trial_balance_is_printed_and_says_whether_it_is_even(office: Office) -> None:
    office.done("ledger", "publish", "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()
    assert "nothing is posted" in office.done("ledger", "trial", "general", "--until", "20261231")
    lines = (
        VoucherLine(account="1002.01", side="debit", currency="CNY", minor=12_345),
        VoucherLine(account="6301", side="credit", currency="CNY", minor=12_345),
    )
    made = VoucherMade(
        book="general", number="V1", business_day=2026_11_23, text="a find", maker="zhao", lines=lines
    )
    office.tell("ledger.voucher_made.v1", made)
    office.tell("ledger.voucher_checked.v1", VoucherChecked(book="general", number="V1", checker="qian"))
    office.tell("ledger.voucher_signed.v1", VoucherSigned(book="general", number="V1", signer="sun"))

    said = office.done("ledger", "trial", "general", "--until", "20261123").splitlines()
    before = office.done("ledger", "trial", "general", "--until", "20261122")

    assert [line.split()[0] for line in said[:2]] == ["1002.01", "6301"]
    assert said[0].split()[-5:] == ["0.00", "123.45", "0.00", "123.45", "CNY"]
    assert said[-1] == "debits and credits are even"
    assert "nothing is posted" in before
    assert "no book gold" in str(office.told("ledger", "trial", "gold", "--until", "20261123").exception)
