"""Turns of what is expected of feeds: which are due and not judged, and how one stands now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

import msgspec

from core.hub.business_clock import BusinessClock, Due
from core.hub.contract_terms import Expectation
from core.hub.contracts import Feed
from core.hub.feed_records import CAME_LATE, LATE, ON_TIME, OVER, SHORT, UNMET, FeedTurn
from core.hub.feeds import Came, Feeds
from core.hub.ports import Store

# So many missed turns are made up for after the clock stood still.
CATCH_UP_MAX = 40
# What came in time and waits for the worker is not called short so long.
HANDLING_S = 600
# A turn that is due for longer is counted again only while its feed speaks.
HEARD_AGAIN = timedelta(days=1)


class Turns(NamedTuple):
    """The turns of one expectation. judged: those whose state is new. known: whether newest can be told."""

    judged: list[FeedTurn]
    newest: FeedTurn | None
    known: bool


class TurnJudge:
    """Looks only at turns that are due and were not met; of a feed that keeps its times one row is read."""

    def __init__(self, store: Store, feeds: Feeds, clock: BusinessClock) -> None:
        self._store = store
        self._feeds = feeds
        self._clock = clock

    def turns(self, partner: str, feed: Feed, wanted: Expectation, since: datetime, at: datetime) -> Turns:
        """since: when the contract was published; a turn that was due before it is not judged."""
        missing: list[Due] = []
        known: FeedTurn | None = None
        for due in islice(self._clock.dues(wanted, at), CATCH_UP_MAX):
            known = self._store.get(FeedTurn, partner, feed.source, wanted.by, due.at)
            if known is not None:
                break
            missing.append(due)
        if known is None:
            missing = [due for due in missing if due.at > since]
        open_ = [Due(known.since, known.due_at)] if known is not None and self._may_end(known, at) else []
        return self._judged(_blank(partner, feed, wanted), wanted, [*missing, *open_], known, at)

    def _may_end(self, known: FeedTurn, at: datetime) -> bool:
        """Whether what it lacks may have come: the while of one long due is not counted in vain."""
        if known.state not in UNMET:
            return False
        spoke = at - HEARD_AGAIN
        return known.due_at > spoke or self._feeds.heard_since(known.partner, known.source, spoke)

    def _judged(
        self, blank: FeedTurn, wanted: Expectation, dues: list[Due], known: FeedTurn | None, at: datetime
    ) -> Turns:
        judged: list[FeedTurn] = []
        newest, told = known, True
        until = at
        for place, due in enumerate(dues):
            turn = self._judge(blank, wanted, due, until, at)
            if turn is not None and turn != known:
                judged.append(turn)
            if place == 0:
                newest, told = turn, turn is not None
            until = due.at
        return Turns(judged, newest, told)

    def _judge(
        self, blank: FeedTurn, wanted: Expectation, due: Due, until: datetime, at: datetime
    ) -> FeedTurn | None:
        """None while it cannot be told: it came, and is not handled yet."""
        feed, most = (blank.partner, blank.source), max(wanted.at_least, wanted.at_most + 1)
        timely = self._feeds.came(feed, due.since, due.at, rows_max=most)
        state, came = _state(wanted, timely, in_time=True), timely
        if state in UNMET and until > due.at:
            came = self._feeds.came(feed, due.since, until, rows_max=most)
            state = _state(wanted, came, in_time=False)
        if state == SHORT and came.waiting and at - due.at < timedelta(seconds=HANDLING_S):
            return None
        met_at = None if state in UNMET else came.last_at if state == CAME_LATE else came.first_at
        return msgspec.structs.replace(
            blank, due_at=due.at, since=due.since, state=state, rows=came.rows, met_at=met_at
        )


def _state(wanted: Expectation, came: Came, *, in_time: bool) -> str:
    if came.first_at is None:
        return LATE
    if came.rows < wanted.at_least:
        return SHORT
    if 0 < wanted.at_most < came.rows:
        return OVER
    return ON_TIME if in_time else CAME_LATE


def _blank(partner: str, feed: Feed, wanted: Expectation) -> FeedTurn:
    never = datetime.fromtimestamp(0, UTC)
    return FeedTurn(
        partner=partner,
        source=feed.source,
        due_by=wanted.by,
        due_at=never,
        since=never,
        state=LATE,
        rows=0,
        met_at=None,
    )
