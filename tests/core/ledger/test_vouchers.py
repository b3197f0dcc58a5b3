"""A voucher passes three hands, and only the last one's posts it."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.ledger import (
    Entry,
    Line,
    PeriodLocked,
    Voucher,
    VoucherChecked,
    VoucherLine,
    VoucherMade,
    VoucherSigned,
)
from tests.core.ledger.books import DAY, Books

LINES = (
    VoucherLine(account="1002.01", side="debit", currency="CNY", minor=100),
    VoucherLine(account="6011", side="credit", currency="CNY", minor=100),
)


@pytest.fixture
def books() -> Books:
    return Books()


def make(books: Books, number: str = "V1", **said: Any) -> None:
    body: dict[str, Any] = {"lines": LINES, "business_day": DAY, "maker": "zhao"} | said
    books.tell("ledger.voucher_made.v1", VoucherMade(book="general", number=number, text="interest", **body))


def check(books: Books, checker: str = "qian", **said: Any) -> None:
    books.tell(
        "ledger.voucher_checked.v1", VoucherChecked(book="general", number="V1", checker=checker, **said)
    )


def sign(books: Books, signer: str = "sun", number: str = "V1") -> None:
    books.tell("ledger.voucher_signed.v1", VoucherSigned(book="general", number=number, signer=signer))


def test_nothing_is_posted_before_the_third_hand(books: Books) -> None:
    make(books)
    check(books)
    assert books.rooms.rows(Entry) == []

    sign(books)

    [entry] = books.rooms.rows(Entry)
    assert (entry.number, entry.rule, [line.minor for line in books.rooms.rows(Line)]) == (
        "V1",
        "voucher",
        [100, 100],
    )
    voucher = books.rooms.row(Voucher, "general", "V1")
    assert (voucher.state, voucher.maker, voucher.checker, voucher.signer) == (
        "signed",
        "zhao",
        "qian",
        "sun",
    )


def test_no_hand_is_two(books: Books) -> None:
    make(books)
    with pytest.raises(Refused, match="another checks it"):
        check(books, "zhao")
    check(books)
    for hand in ("zhao", "qian"):
        with pytest.raises(Refused, match="a third person signs"):
            sign(books, hand)


def test_no_hand_is_two_who_writes_himself_otherwise(books: Books) -> None:
    make(books)
    with pytest.raises(Refused, match="another checks it"):
        check(books, "Zhao ")
    check(books)
    for hand in ("ZHAO", "Qian"):
        with pytest.raises(Refused, match="a third person signs"):
            sign(books, hand)


def test_a_voucher_is_neither_written_nor_checked_nor_signed_twice(books: Books) -> None:
    make(books)
    with pytest.raises(Refused, match="was written before"):
        make(books)
    with pytest.raises(Refused, match="is made, not checked"):
        sign(books)
    check(books)
    with pytest.raises(Refused, match="is checked, not made"):
        check(books)
    sign(books)
    with pytest.raises(Refused, match="is signed, not checked"):
        sign(books)
    assert len(books.rooms.rows(Entry)) == 1


def test_what_is_sent_back_says_why_and_is_never_posted(books: Books) -> None:
    make(books)
    with pytest.raises(Refused, match="without a reason"):
        check(books, accepted=False)
    check(books, accepted=False, reason="wrong account")
    with pytest.raises(Refused, match="is sent_back"):
        sign(books)


def test_a_voucher_that_is_no_entry_is_refused_when_it_is_written(books: Books) -> None:
    with pytest.raises(Refused, match="does not balance"):
        make(books, lines=LINES[:1])
    with pytest.raises(Refused, match="one of both"):
        make(books, lines=())
    with pytest.raises(Refused, match="no entry of general has the number E9"):
        make(books, lines=(), reverses="E9")


def test_a_month_that_was_locked_meanwhile_refuses_the_signature(books: Books) -> None:
    make(books)
    check(books)
    books.tell("ledger.period_locked.v1", PeriodLocked(book="general", period=2025_06, by="wang"))

    with pytest.raises(Refused, match="give voucher V1 a day of an open month"):
        sign(books)
    assert books.rooms.rows(Entry) == []


def test_a_voucher_takes_an_entry_back_in_red_once(books: Books) -> None:
    make(books)
    check(books)
    sign(books)
    for number in ("V2", "V3"):
        make(books, number, lines=(), reverses="V1")
        books.tell("ledger.voucher_checked.v1", VoucherChecked(book="general", number=number, checker="qian"))

    sign(books, number="V2")
    with pytest.raises(Refused, match="reversed before"):
        sign(books, number="V3")

    assert sorted(line.minor for line in books.rooms.rows(Line)) == [-100, -100, 100, 100]
