"""Limits are granted, amounts are held against them, used or freed; each by a message of its own."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger.chart import LIMITED
from core.ledger.draft import Draft
from core.ledger.limits import REFUSED
from core.ledger.messages import HoldAnswered, HoldAsked, HoldFreed, HoldUsed, LimitGranted, draft_lines
from core.ledger.posting import Posting
from core.ledger.reserving import Reserving
from core.ledger.touching import rows_of_limits, rows_of_reservation
from core.ledger.work import LedgerWork


@handles("ledger.limit_granted.v1", touches=rows_of_limits)
def grant_limit(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(LimitGranted)
    posting = Posting(message, work)
    if posting.book(said.book).kind != LIMITED:
        raise Refused(f"book {said.book} has no limits to grant", cause="ledger.book_kind")
    posting.post(_draft(said, "limit"), enforce=False)
    return []


@handles("ledger.hold_asked.v1", touches=rows_of_limits)
def hold_amount(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(HoldAsked)
    held = Reserving(message, work).hold(_draft(said, "reservation"), expires_at=said.expires_at)
    answer = HoldAnswered(
        book=said.book, number=said.number, held=held.state != REFUSED, refusal=held.refusal
    )
    return [message.reply("ledger.hold_answered.v1", key=f"{said.book}/{said.number}", body=answer)]


@handles("ledger.hold_used.v1", touches=rows_of_reservation)
def use_hold(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(HoldUsed)
    Reserving(message, work).use(said.book, said.number, business_day=said.business_day, minor=said.minor)
    return []


@handles("ledger.hold_freed.v1", touches=rows_of_reservation)
def free_hold(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(HoldFreed)
    Reserving(message, work).give_back(said.book, said.number, business_day=said.business_day)
    return []


def _draft(said: HoldAsked | LimitGranted, rule: str) -> Draft:
    return Draft(
        book=said.book,
        number=said.number,
        rule=rule,
        business_day=said.business_day,
        text=said.text,
        lines=draft_lines(said.lines),
    )
