"""Back-pressure: whose backlog is over its limit is slowed, agents and door, until half of that waits.

What holds is a row with an end, renewed while it lasts: without a clock everybody is let go by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from core.hub.agents import Agent
from core.hub.alert_codes import BACKLOG_OVER
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Stream
from core.hub.commands import GIVEN, HubCommand, give
from core.hub.intake import store_arrivals
from core.hub.notices import alarm
from core.hub.ports import Blobs, Store, Unit
from core.hub.records import Record
from core.hub.views import Outlet

BACKLOG_MAX = 20_000
WHY = "backlog"
SLOW_FRAMES_PER_S = 1
LASTS_S = 180
RENEW_S = 60
STREAMS_MAX = 100_000


class Slowed(Record, frozen=True, kw_only=True):
    """A partner that is slowed: what waits, what was handled in all, when that was counted.

    empty_in_s: at the pace of the last look, -1 where nothing was handled since. until: it holds no longer.
    """

    TABLE: ClassVar[str] = "hub_slowed"
    KEY: ClassVar[tuple[str, ...]] = ("partner",)

    partner: str
    since: datetime
    at: datetime
    waiting: int
    handled: int
    empty_in_s: int
    told_at: datetime
    until: datetime


class Backlog(msgspec.Struct, frozen=True):
    """What waits of one partner, and what was handled in all."""

    waiting: int = 0
    handled: int = 0


Told = AlertRaised | AlertCleared


class Easing:
    """Looks at every partner's backlog. limit_of: how many of its messages may wait."""

    def __init__(self, store: Store, blobs: Blobs, limit_of: Callable[[str], int]) -> None:
        self._store = store
        self._blobs = blobs
        self._limit_of = limit_of

    def look(self, outlets: Iterable[Outlet]) -> list[Told]:
        """One turn, each partner in a unit of its own, with the alert that begins or ends by it: told apart,
        it would be lost with the clock between the two, and an alarm would stand for ever."""
        told: list[Told] = []
        for partner, backlog in sorted(self._backlogs(outlets).items()):
            row = self._store.get(Slowed, partner)
            if row is None and backlog.waiting <= self._limit_of(partner):
                continue
            with self._store.unit() as unit:
                alert = self._one(unit, partner, backlog)
                if alert is not None:
                    store_arrivals(unit, self._blobs, [alarm(alert, unit.now)])
                    told.append(alert)
        return told

    def _one(self, unit: Unit, partner: str, backlog: Backlog) -> Told | None:
        row, limit = unit.shelf(Slowed).get(partner), self._limit_of(partner)
        if row is None:
            return self._begin(unit, partner, backlog, limit) if backlog.waiting > limit else None
        if backlog.waiting * 2 <= limit:
            return self._end(unit, row)
        due = unit.now - row.told_at >= timedelta(seconds=RENEW_S)
        if due:
            self._tell(unit, partner, SLOW_FRAMES_PER_S, LASTS_S)
        unit.shelf(Slowed).put(
            msgspec.structs.replace(
                row,
                at=unit.now,
                waiting=backlog.waiting,
                handled=backlog.handled,
                empty_in_s=_empty_in_s(row, backlog, unit.now),
                told_at=unit.now if due else row.told_at,
                until=unit.now + timedelta(seconds=LASTS_S),
            )
        )
        return None

    def _begin(self, unit: Unit, partner: str, backlog: Backlog, limit: int) -> Told:
        unit.shelf(Slowed).add(
            Slowed(
                partner=partner,
                since=unit.now,
                at=unit.now,
                waiting=backlog.waiting,
                handled=backlog.handled,
                empty_in_s=-1,
                told_at=unit.now,
                until=unit.now + timedelta(seconds=LASTS_S),
            )
        )
        self._tell(unit, partner, SLOW_FRAMES_PER_S, LASTS_S)
        text = f"{backlog.waiting} messages of {partner} wait, over {limit}; slowed until half of that"
        return BACKLOG_OVER.raised(partner, text)

    def _end(self, unit: Unit, row: Slowed) -> Told:
        unit.shelf(Slowed).remove(row.partner)
        self._tell(unit, row.partner, 0, 1)
        return BACKLOG_OVER.cleared(row.partner, "less than half of its limit wait; it is let go")

    def _tell(self, unit: Unit, partner: str, frames_per_s: int, lasts_s: int) -> None:
        """One at a time: a slowing that is not done yet is not said again; letting go always is."""
        for agent in unit.shelf(Agent).find(partner=partner):
            waits = unit.shelf(HubCommand).find(agent=agent.agent, state=GIVEN)
            mine = [one for one in waits if one.why == WHY and one.expires_at > unit.now]
            if agent.state != "enrolled" or (frames_per_s and mine):
                continue
            arguments = {"frames_per_s": frames_per_s, "lasts_s": lasts_s}
            given = give(unit, agent.agent, "pace", arguments, ttl_s=LASTS_S)
            unit.shelf(HubCommand).put(msgspec.structs.replace(given, why=WHY))

    def _backlogs(self, outlets: Iterable[Outlet]) -> Mapping[str, Backlog]:
        partners = {one.partition: one.partner for one in self._store.rows(Stream, limit=STREAMS_MAX)}
        found: dict[str, Backlog] = {}
        for one in outlets:
            partner = partners.get(one.partition, "")
            if partner:
                before = found.get(partner, Backlog())
                found[partner] = Backlog(before.waiting + one.waiting, before.handled + one.position)
        return found


def slowed(store: Store, partner: str, at: datetime) -> Slowed | None:
    """How the partner is slowed at that moment, None if it is not."""
    row = store.get(Slowed, partner)
    return row if row is not None and row.until > at else None


def all_slowed(store: Store, at: datetime, *, limit: int) -> Sequence[Slowed]:
    return [row for row in store.rows(Slowed, limit=limit) if row.until > at]


def _empty_in_s(row: Slowed, backlog: Backlog, now: datetime) -> int:
    handled, seconds = backlog.handled - row.handled, (now - row.at).total_seconds()
    return int(backlog.waiting * seconds / handled) if handled > 0 and seconds > 0 else -1
