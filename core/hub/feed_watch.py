"""What a contract expects of its feeds, looked at on its business clock: what is late, short, stale, over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from core.hub.alert_codes import (
    CALENDAR_ENDS,
    FEED_LATE,
    FEED_SHORT,
    FEED_STALE,
    REJECTS_OVER,
    AlertCode,
)
from core.hub.business_clock import BusinessClock, Holidays
from core.hub.contract_terms import Calendar, Expectation, RejectBudget
from core.hub.contracts import Contract, Feed
from core.hub.feed_records import LATE, OVER, SHORT, FeedTurn, Watched
from core.hub.feed_turns import TurnJudge, Turns
from core.hub.feeds import Feeds
from core.hub.ports import Store

ALARMS_MAX = 10_000
CALENDAR_AHEAD = timedelta(days=30)
# An alarm of the reject budget ends a fifth below it, or it would begin and end with every document.
_LEAVES = 5, 4


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is watched, and how it stands. on: None where it cannot be told, and stays as it was."""

    code: AlertCode
    object: str
    on: bool | None
    text: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one look at a partner found."""

    contract: Contract
    findings: tuple[Finding, ...]
    turns: tuple[FeedTurn, ...]


class FeedWatch:
    """Reads first and writes only what changed, so that a quiet look costs no unit of work."""

    def __init__(self, store: Store, feeds: Feeds, holidays: Holidays) -> None:
        self._store = store
        self._feeds = feeds
        self._holidays = holidays

    def clock(self, contract: Contract) -> BusinessClock:
        """By the contract's calendar; without one every day is a working day."""
        return BusinessClock(contract.calendar or Calendar(working="every_day"), self._holidays)

    def look(self, contract: Contract, published_at: datetime, at: datetime) -> Look:
        """How everything the contract expects stands at that moment."""
        watched = self._store.rows(Watched, limit=ALARMS_MAX, partner=contract.partner)
        on = {(row.code, row.object) for row in watched}
        findings: list[Finding] = []
        judged: list[FeedTurn] = []
        clock = self.clock(contract)
        judge = TurnJudge(self._store, self._feeds, clock)
        for feed in contract.feeds:
            for wanted in feed.expect:
                turns = judge.turns(contract.partner, feed, wanted, published_at, at)
                judged += turns.judged
                findings += _of_turns(contract, feed, wanted, turns)
            if feed.stale_after_s:
                findings.append(self._stale(contract, feed, published_at, clock.back(at, feed.stale_after_s)))
        if contract.reject_budget is not None:
            over = (REJECTS_OVER.code, contract.partner) in on
            findings.append(self._rejects(contract, contract.reject_budget, at, over=over))
        if contract.calendar is not None:
            findings.append(_calendar(contract, clock, at))
        return Look(contract=contract, findings=tuple(findings), turns=tuple(judged))

    def _stale(
        self, contract: Contract, feed: Feed, published_at: datetime, since: datetime | None
    ) -> Finding:
        object_ = f"{contract.partner}/{feed.source}"
        if since is None or published_at > since:
            return Finding(code=FEED_STALE, object=object_, on=None)
        fresh = self._feeds.fresh_since(contract.partner, feed.source, since)
        text = f"{object_} brought nothing that happened since {since:%Y-%m-%d %H:%M:%SZ}"
        return Finding(code=FEED_STALE, object=object_, on=not fresh, text=text)

    def _rejects(self, contract: Contract, budget: RejectBudget, at: datetime, *, over: bool) -> Finding:
        """Counts documents only where enough were refused, and no further than it needs."""
        since = at - timedelta(seconds=budget.window_s)
        rejects = self._feeds.rejects(contract.partner, since, limit=ALARMS_MAX)
        finding = Finding(code=REJECTS_OVER, object=contract.partner, on=False)
        if rejects.all < budget.at_least:
            return finding
        more, less = _LEAVES if over else (1, 1)
        enough = rejects.all * 1000 * more // (budget.per_mille * less) + 1
        documents = self._feeds.documents(contract.partner, since, limit=enough)
        total = documents + rejects.unreadable
        if rejects.all * 1000 * more <= budget.per_mille * less * total:
            return finding
        text = (
            f"{rejects.refused} documents of {contract.partner} were refused and {rejects.unreadable} could"
            f" not be read, of {total} in {budget.window_s} s; {budget.per_mille} of 1000 are allowed"
        )
        return msgspec.structs.replace(finding, on=True, text=text)


def _of_turns(contract: Contract, feed: Feed, wanted: Expectation, turns: Turns) -> Iterator[Finding]:
    """Late or short, as the newest turn stands."""
    object_ = f"{contract.partner}/{feed.source}@{wanted.by}"
    turn = turns.newest
    for code, states in ((FEED_LATE, (LATE,)), (FEED_SHORT, (SHORT, OVER))):
        on = (turn is not None and turn.state in states) if turns.known else None
        text = _said(contract, wanted, turn) if on and turn is not None else ""
        yield Finding(code=code, object=object_, on=on, text=text)


def _said(contract: Contract, wanted: Expectation, turn: FeedTurn) -> str:
    due = f"by {wanted.by}, at {turn.due_at:%Y-%m-%d %H:%M:%SZ}"
    text = f"{turn.source} of {contract.partner} was due {due}, and"
    if turn.state == LATE:
        return f"{text} nothing came since {turn.since:%Y-%m-%d %H:%M:%SZ}"
    if turn.state == SHORT:
        return f"{text} {turn.rows} rows came where at least {wanted.at_least} are expected"
    return f"{text} more than {wanted.at_most} rows came"


def _calendar(contract: Contract, clock: BusinessClock, at: datetime) -> Finding:
    days = [clock.local(at + ahead) for ahead in (timedelta(0), CALENDAR_AHEAD)]
    unknown = [day for day in days if clock.works(day) is None]
    text = f"the calendar of {contract.partner} has no word of {unknown[0]}" if unknown else ""
    return Finding(code=CALENDAR_ENDS, object=contract.partner, on=bool(unknown), text=text)
