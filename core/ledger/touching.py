"""Which rows a message of the ledger will ask for, so that a run of them reads each table once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.hub.message import Message
from core.hub.records import Key, Record
from core.ledger.chart import AUXILIARIES, Account, Book, Period
from core.ledger.entry import Entry
from core.ledger.limits import Balance, Reservation
from core.ledger.messages import (
    HoldAsked,
    HoldFreed,
    HoldUsed,
    LimitGranted,
    ReservationEnded,
    VoucherChecked,
    VoucherLine,
    VoucherMade,
    VoucherSigned,
)
from core.ledger.vouchers import Voucher

Touched = Iterator[tuple[type[Record], Key]]


def rows_of_limits(message: Message) -> Touched:
    """Of what is asked to be held, or granted: the balances are those its lines speak of."""
    said = message.body
    if isinstance(said, HoldAsked | LimitGranted):
        yield Reservation, (said.book, said.number)
        yield from _of_entry(said.book, said.number, said.business_day)
        yield from _of_lines(said.book, said.lines)
        for line in said.lines:
            # What an account asks for is all that a line names: else the balance is read when it is known.
            owner = "/".join(filter(None, (getattr(line, name) for name in AUXILIARIES)))
            yield Balance, (said.book, line.account, line.currency, owner)
            yield Balance, (said.book, line.account, line.currency, "")


def rows_of_reservation(message: Message) -> Touched:
    """Of what is used or freed; what it was held against stands in its reservation."""
    said = message.body
    if isinstance(said, HoldUsed | HoldFreed | ReservationEnded):
        yield Reservation, (said.book, said.number)
        yield Book, (said.book,)
        for kind in ("post", "void"):
            yield Entry, (said.book, f"{said.number}/{kind}")


def rows_of_voucher(message: Message) -> Touched:
    said = message.body
    if isinstance(said, VoucherMade):
        yield from _of_entry(said.book, said.number, said.business_day)
        yield from _of_lines(said.book, said.lines)
    if isinstance(said, VoucherMade | VoucherChecked | VoucherSigned):
        yield Voucher, (said.book, said.number)
        yield Entry, (said.book, said.number)
        yield Book, (said.book,)


def _of_entry(book: str, number: str, business_day: int) -> Touched:
    yield Book, (book,)
    yield Entry, (book, number)
    yield Period, (book, business_day // 100)


def _of_lines(book: str, lines: Iterable[VoucherLine]) -> Touched:
    for line in lines:
        yield Account, (book, line.account)
