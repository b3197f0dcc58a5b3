"""The monthly report of one partner: what it sent, what became of it, whether it kept its times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

from core import catalogue
from core.hub import failures, feed_records
from core.hub.contract_terms import AnswerTime
from core.hub.contracts import Contract
from core.hub.documents import DONE
from core.hub.feed_records import FeedTurn
from core.hub.partner_month import Document, Month, PartnerMonths
from core.hub.partner_sums import Times, told

DOUBLED = "noted.duplicate"
CORRECTION = "wms.correction.v1"
CAUSES_MAX = 50


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """So many documents of one type that ended so."""

    type: str
    outcome: str
    count: int


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why documents were refused or unreadable; mended, dismissed, open: what became of them."""

    cause: str
    count: int
    mended: int
    dismissed: int
    open: int


class FeedTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How often a feed kept an expectation; missed: nothing ever came, short: never enough."""

    source: str
    due_by: str
    on_time: int
    came_late: int
    missed: int
    short: int
    over: int


class AnswerTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How long answers took, in milliseconds. within: how many kept the contract's time, None = it says none.

    who: `hub` from an arrival to its booking, else the pair of types of the contract.
    """

    who: str
    count: int
    within: int | None
    p50_ms: int | None
    p95_ms: int | None


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """What documents that were booked told of goods or money, by unit or currency."""

    type: str
    what: str
    unit: str
    value: Decimal


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one month; corrections and doublings are documents, mended are dead letters."""

    partner: str
    name: str
    month: str
    zone: str
    since: datetime
    until: datetime
    arrivals: int
    bytes: int
    documents: int
    corrections: int
    doublings: int
    mended: int
    open: int
    messages: tuple[Messages, ...]
    causes: tuple[Cause, ...]
    feeds: tuple[FeedTimes, ...]
    answers: tuple[AnswerTimes, ...]
    amounts: tuple[Amount, ...]


class Counting:
    """Takes documents one after the other; what it holds grows with types and units, not with messages."""

    def __init__(self, contract: Contract, months: PartnerMonths) -> None:
        self._contract = contract
        self._months = months
        self.messages: Counter[tuple[str, str]] = Counter()
        self.amounts: dict[tuple[str, str, str], Decimal] = {}
        self.corrections = self.doublings = 0
        self._hub = Times()
        self._answers = {answer: (Times(), Times()) for answer in contract.answers}

    def take(self, one: Document) -> None:
        self.messages[one.type, one.outcome] += 1
        if one.handled_at is not None:
            self._hub.add(_ms(one.received_at, one.handled_at))
        if one.reason_code == DOUBLED:
            self.doublings += 1
            return
        if one.linked or one.type == CORRECTION:
            self.corrections += 1
        if one.outcome == DONE:
            for type_, what, unit, value in told(one.type, one.body):
                key = (type_, what, unit)
                self.amounts[key] = self.amounts.get(key, Decimal(0)) + value
        for answer in self._answers:
            if answer.by == one.type:
                self._answered(answer, one)

    def _answered(self, answer: AnswerTime, one: Document) -> None:
        keys = catalogue.keys(catalogue.read(one.type, one.body))
        asked = self._months.asked(self._contract.partner, answer.to, keys, one.received_at)
        if asked is not None:
            took = _ms(asked, one.received_at)
            every, timely = self._answers[answer]
            every.add(took)
            if took <= answer.within_s * 1000:
                timely.add(took)

    def answers(self) -> tuple[AnswerTimes, ...]:
        pairs = [
            _times(f"{answer.to} → {answer.by}", every, timely.count)
            for answer, (every, timely) in self._answers.items()
        ]
        return (_times("hub", self._hub, None), *pairs)


def report(contract: Contract, months: PartnerMonths, month: Month) -> Report:
    """Counted from what the store keeps, one document after the other."""
    counting = Counting(contract, months)
    for one in months.documents(contract.partner, month):
        counting.take(one)
    took, causes = months.took(contract.partner, month), _causes(months, contract.partner, month)
    return Report(
        partner=contract.partner,
        name=contract.name,
        month=month.name,
        zone=month.zone,
        since=month.since,
        until=month.until,
        arrivals=took.arrivals,
        bytes=took.size,
        documents=counting.messages.total(),
        corrections=counting.corrections,
        doublings=counting.doublings,
        mended=sum(one.mended for one in causes),
        open=sum(one.open for one in causes),
        messages=tuple(
            Messages(type=type_, outcome=outcome, count=count)
            for (type_, outcome), count in sorted(counting.messages.items())
        ),
        causes=tuple(causes[:CAUSES_MAX]),
        feeds=_feeds(months.turns(contract.partner, month)),
        answers=counting.answers(),
        amounts=tuple(
            Amount(type=type_, what=what, unit=unit, value=value)
            for (type_, what, unit), value in sorted(counting.amounts.items())
        ),
    )


def _causes(months: PartnerMonths, partner: str, month: Month) -> list[Cause]:
    """The most frequent first."""
    found: dict[str, Counter[str]] = {}
    for one in months.failed(partner, month):
        found.setdefault(one.cause, Counter())[one.state] += one.count
    causes = [
        Cause(
            cause=cause,
            count=states.total(),
            mended=states[failures.MENDED],
            dismissed=states[failures.DISMISSED],
            open=states.total() - states[failures.MENDED] - states[failures.DISMISSED],
        )
        for cause, states in found.items()
    ]
    return sorted(causes, key=lambda one: (-one.count, one.cause))


def _feeds(turns: Iterable[FeedTurn]) -> tuple[FeedTimes, ...]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for turn in turns:
        found.setdefault((turn.source, turn.due_by), Counter())[turn.state] += 1
    return tuple(
        FeedTimes(
            source=source,
            due_by=due_by,
            on_time=states[feed_records.ON_TIME],
            came_late=states[feed_records.CAME_LATE],
            missed=states[feed_records.LATE],
            short=states[feed_records.SHORT],
            over=states[feed_records.OVER],
        )
        for (source, due_by), states in sorted(found.items())
    )


def _times(who: str, times: Times, within: int | None) -> AnswerTimes:
    return AnswerTimes(
        who=who, count=times.count, within=within, p50_ms=times.part(50), p95_ms=times.part(95)
    )


def _ms(begin: datetime, end: datetime) -> int:
    """Clocks that were set between the two give no time below nothing."""
    return max(0, int((end - begin).total_seconds() * 1000))
