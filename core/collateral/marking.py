"""Marking contracts: a new mark at the end of the curve, or every mark behind a late fact made again (T8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from core.collateral.alarms import Alarms, tell_changes
from core.collateral.calling import call_for_goods
from core.collateral.contract import Contract
from core.collateral.finding import find, items_at, items_now
from core.collateral.levels import Standing
from core.collateral.mark import Found, Mark, make_mark, standing_of, with_mark
from core.collateral.off_balance import OffBalance
from core.collateral.prices import PastPrices, PresentPrices
from core.collateral.work import CollateralWork
from core.custody import PastBook, days_between
from core.hub.alerts import AlertRaised
from core.hub.message import Message

MARKS_AGAIN_MAX = 1_000


class Exposure(NamedTuple):
    """What was outstanding, in minor units, and the moment it was stated for."""

    minor: int = 0
    at: datetime | None = None


class Marking:
    """The marks that one message makes, and what is to be told of them."""

    def __init__(self, message: Message, work: CollateralWork) -> None:
        self.message = message
        self.work = work
        self.alarms = Alarms(message)
        self.off_balance = OffBalance(message, work)
        self._told: dict[tuple[str, str], Message] = {}

    def mark(self, contract_no: str, at: datetime, exposure: Exposure | None = None) -> None:
        """Marks the contract at `at`; behind its last mark, all marks from there on are made again.

        exposure: one stated for a moment behind, which holds until the next one that was stated.
        """
        contract = self.work.contracts.get(contract_no)
        if contract is None:
            return
        at = max(min(at, self.message.record_time), contract.opened_at)
        if contract.marked_at is not None and at < contract.marked_at:
            self._mark_again(contract, at, exposure)
        else:
            items = items_now(self.work, contract_no)
            found = find(self.work, contract, items, PresentPrices(self.work), at)
            self._keep(contract, self._make(contract, standing_of(contract), found, at), found)
        if contract.booked_at is None:
            self.off_balance.whole(contract, at)

    def answers(self) -> list[Message]:
        """The calls to tell, the alerts to raise and to clear; what stands is booked."""
        self.off_balance.post()
        return [*self._told.values(), *self.alarms.messages()]

    def _mark_again(self, contract: Contract, at: datetime, exposure: Exposure | None) -> None:
        """Every mark from `at` on, oldest first, with goods, prices and floor as they are known now."""
        work, until = self.work, self.message.record_time
        since = max(at, until - timedelta(days=contract.lookback_days))
        if at < since:
            self._alarm_old(contract, f"a late fact counts from {at:%Y-%m-%d %H:%M:%SZ}", since)
        earlier, moments = self._moments(contract, since, exposure)
        links = work.pledged_lots.find(contract_no=contract.contract_no)
        past = PastBook(work.unit, [(each.site, each.lot_no) for each in links], since, until)
        prices = PastPrices(work, since, until)
        standing = standing_of(earlier) if earlier else Standing()
        for moment, stated in moments:
            step = replace(contract, exposure_minor=stated.minor, exposure_at=stated.at, marked_at=None)
            found = find(work, step, items_at(work, past, links, moment), prices, moment)
            mark = self._make(step, standing, found, moment)
            standing = standing_of(mark)
            if moment == moments[-1][0]:
                self._keep(contract, mark, found)
            else:
                work.marks.put(mark)

    def _moments(
        self, contract: Contract, since: datetime, exposure: Exposure | None
    ) -> tuple[Mark | None, list[tuple[datetime, Exposure]]]:
        """The last mark before `since`; then `since` and the moments marked after it, with exposures."""
        newest = contract.marked_at or since
        days = list(days_between(since, newest))
        marks = {each.event_time: each for each in self._on_days(contract, days)}
        oldest = since - timedelta(days=contract.lookback_days)
        earlier = max((each for each in marks.values() if each.event_time < since), default=None, key=_time)
        for day in reversed(list(days_between(oldest, since))):
            if earlier is not None:
                break
            before = [each for each in self._on_days(contract, [day]) if each.event_time < since]
            earlier = max(before, default=None, key=_time)
        moments = {since: Exposure(earlier.exposure_minor, earlier.exposure_at) if earlier else Exposure()}
        for mark in sorted(marks.values(), key=_time):
            if mark.event_time >= since:
                moments[mark.event_time] = Exposure(mark.exposure_minor, mark.exposure_at)
        if len(moments) > MARKS_AGAIN_MAX:
            count = f"{len(moments)} marks lie behind a late fact"
            self._alarm_old(contract, count, sorted(moments)[-MARKS_AGAIN_MAX])
        known = sorted(moments.items())[-MARKS_AGAIN_MAX:]
        return earlier, [(moment, _later(stated, exposure)) for moment, stated in known]

    def _on_days(self, contract: Contract, days: Iterable[int]) -> list[Mark]:
        """The marks of these days; of several for one moment the last recorded."""
        found: dict[datetime, Mark] = {}
        for day in days:
            for mark in self.work.marks.find(contract_no=contract.contract_no, event_day=day):
                found[mark.event_time] = mark
        return list(found.values())

    def _make(self, contract: Contract, before: Standing, found: Found, at: datetime) -> Mark:
        self.work.marks_made += 1
        return make_mark(contract, before, found, at, self.message.record_time)

    def _alarm_old(self, contract: Contract, why: str, since: datetime) -> None:
        self.alarms.alarm(
            AlertRaised(
                code="C15",
                severity="medium",
                object=contract.contract_no,
                text=f"{contract.contract_no}: {why}; only marks since {since:%Y-%m-%d %H:%M:%SZ} were made"
                " again",
                action="compare the older part of the curve by hand",
            )
        )

    def _keep(self, before: Contract, mark: Mark, found: Found) -> None:
        self.work.marks.put(mark)
        after = replace(
            with_mark(before, mark),
            floors_broken="\n".join(sorted(found.broken)),
            unpriced="\n".join(sorted(found.valuation.missing)),
            shares_over="\n".join(sorted(found.over)) or None,
        )
        self.work.contracts.put(after)
        tell_changes(self.alarms, before, after, found)
        for told in call_for_goods(self.message, self.work, after, found):
            self._told[told.type, told.key] = told


def _time(mark: Mark) -> datetime:
    return mark.event_time


def _later(stated: Exposure, other: Exposure | None) -> Exposure:
    """Of two stated exposures the one of the later moment."""
    if other is None or other.at is None or (stated.at is not None and stated.at > other.at):
        return stated
    return other
