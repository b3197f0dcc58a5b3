"""A month is locked, or opened again by somebody who says why."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger.chart import Period
from core.ledger.messages import PeriodLocked, PeriodReopened
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
    _turn(message, work, said, locked=False)
    return []


def _turn(message: Message, work: LedgerWork, said: PeriodLocked | PeriodReopened, *, locked: bool) -> None:
    book = work.books.get(said.book)
    if book is None or said.period < book.first_period or not 1 <= said.period % 100 <= 12:
        raise Refused(f"{said.period} is no month of a book {said.book}", cause="ledger.period.unknown")
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
