"""A month is locked, closed with all that belongs to it, or opened again by somebody who says why."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.ledger.chart import Book, Period
from core.ledger.messages import MonthClosed, PeriodLocked, PeriodReopened
from core.ledger.month_end import MonthEnding
from core.ledger.periods import is_locked
from core.ledger.work import LedgerWork


@handles("ledger.period_locked.v1")
def lock_period(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(PeriodLocked)
    _turn(message, work, said, locked=True)
    return []


@handles("ledger.period_reopened.v1")
def reopen_period(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(PeriodReopened)
    if not said.reason.strip():
        raise Refused(
            f"{said.by} opens {said.period} again and does not say why", cause="ledger.period.reason"
        )
    book = _turn(message, work, said, locked=False)
    end = work.month_ends.get(said.book, said.period)
    if end is not None and end.closed:
        require_another(said.by, said.approver or said.by)
        MonthEnding(message, work, book, said.period).reopen()
    return []


@handles("ledger.month_closed.v1")
def close_month(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(MonthClosed)
    MonthEnding(message, work, _book(work, said.book, said.period), said.period).close(said.by)
    return []


def _turn(message: Message, work: LedgerWork, said: PeriodLocked | PeriodReopened, *, locked: bool) -> Book:
    book = _book(work, said.book, said.period)
    if is_locked(work, said.book, said.period) == locked:
        state = "locked" if locked else "open"
        raise Refused(f"{said.period} of {said.book} is {state} already", cause="ledger.period.same")
    work.periods.put(
        Period(book=said.book, period=said.period, locked=locked, by=said.by, reason=said.reason)
    )
    work.unit.effect(
        message,
        kind="period.locked" if locked else "period.reopened",
        key=f"{said.book}/{said.period}",
        text=f"{said.by} {'locks' if locked else 'opens'} {said.period} of {said.book}: {said.reason}",
    )
    return book


def _book(work: LedgerWork, name: str, period: int) -> Book:
    """Taken: whoever posts in it is done, or waits."""
    book = work.books.take(name)
    if book is None or period < book.first_period or not 1 <= period % 100 <= 12:
        raise Refused(f"{period} is no month of a book {name}", cause="ledger.period.unknown")
    return book
