"""Taking a quote in: judging it, keeping it, and letting it confirm what other sources are held for."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from core.collateral.alarms import Alarms
from core.collateral.price_rules import (
    as_decimal,
    before_day,
    comparable,
    confirms,
    days_of,
    fall_ppm,
    is_fresh,
    judge,
    with_day,
)
from core.collateral.prices import LOOK_BACK_DAYS, PresentPrices
from core.collateral.series import REJECTED, VALID, PricePoint, Series, SourcePrice
from core.collateral.work import CollateralWork
from core.custody import days_between
from core.hub.alerts import AlertRaised
from core.kernel.errors import Refused


class SeriesBook:
    """One series inside one unit of work."""

    def __init__(self, work: CollateralWork, alarms: Alarms, series: Series) -> None:
        self._work = work
        self._alarms = alarms
        self.series = series

    def take(self, point: PricePoint) -> list[PricePoint]:
        """Keeps the quote; gives what is believed from now on: it and those it confirms, or nothing."""
        self._introduce(point)
        source = self._source(point.source)
        state, reason = judge(self.series, point, self._last(source, point), self._peers(point))
        point = replace(point, state=state, reason=reason)
        self._work.points.put(point)
        self._drop_held(source, f"a quote of {point.quote_time:%Y-%m-%d %H:%M}Z took its place")
        if state != VALID:
            self._hold(source.source, point)
            return []
        self._believe(point)
        believed = [point, *self._confirmed_by(point)]
        self._watch_falls(point)
        return believed

    def withdraw(self, point: PricePoint) -> None:
        """What the source said before for the same moment was misread: it never counted."""
        name, day = point.source, point.quote_day
        there = self._work.points.find(series=point.series, quote_day=day)
        mine = [each for each in there if each.source == name]
        for each in mine:
            if each.quote_time == point.quote_time and each.state != REJECTED:
                self._work.points.put(replace(each, state=REJECTED, reason="it was read again"))
        source = self._source(name)
        if source.held_at == point.quote_time:
            self._work.sources.put(replace(source, held_at=None, held_recorded=None))
            self._alarms.calm("C06", f"{point.series}/{name}", "it was read again")
        if source.quote_time == point.quote_time:
            self._believe_last(self._source(name), point)

    def _believe_last(self, source: SourcePrice, withdrawn: PricePoint) -> None:
        """The source is believed with what it said before, if that is not too long ago."""
        days = [(day, price) for day, price in days_of(source) if day != withdrawn.quote_day]
        text = " ".join(f"{day}={price}" for day, price in days)
        self._work.sources.put(replace(source, quote_time=None, days=text))
        since = withdrawn.quote_time - timedelta(days=LOOK_BACK_DAYS)
        before = [
            point
            for day in days_between(since, withdrawn.quote_time)
            for point in self._work.points.find(series=source.series, quote_day=day)
            if point.source == source.source and point.state == VALID
        ]
        for point in sorted(before, key=lambda each: (each.quote_time, each.record_time)):
            self._believe(point)

    def confirm(self, name: str, approver: str) -> PricePoint:
        """A person confirms what is held for a source."""
        held = self._held(self._source(name))
        if held is None:
            raise Refused(
                f"nothing of {name} is held in {self.series.series}", cause="collateral.price.not_held"
            )
        return self._confirm(held, f"confirmed by {approver}")

    def _introduce(self, point: PricePoint) -> None:
        """Who quotes first is believed first, who comes next is the second, unless a rule says otherwise."""
        row, name = self.series, point.source
        names = row.sources.splitlines()
        if name not in names:
            primary = row.primary or name
            secondary = row.secondary or (name if name != primary else "")
            names.append(name)
            row = replace(row, primary=primary, secondary=secondary, sources="\n".join(names))
            self._keep(replace(row, currency=row.currency or point.currency, unit=row.unit or point.unit))
        if self.series.stale:
            self._keep(replace(self.series, stale=False))
            self._alarms.calm("C06", f"{row.series}:stale", f"{name} quotes again")

    def _keep(self, series: Series) -> None:
        self.series = series
        self._work.series.put(series)

    def _source(self, name: str) -> SourcePrice:
        known = self._work.sources.get(self.series.series, name)
        return known or SourcePrice(series=self.series.series, source=name)

    def _last(self, source: SourcePrice, point: PricePoint) -> int | None:
        """What the source was believed with before this moment, comparable; None where there is nothing."""
        if source.quote_time is not None and source.quote_time < point.quote_time:
            return comparable(source, self.series.tax_ppm)
        return before_day(days_of(source), point.quote_day)

    def _peers(self, point: PricePoint) -> list[tuple[int, bool]]:
        """What other sources say around the quote's moment: believed prices and held ones."""
        found = []
        for other in self._others(point):
            held = self._held(other)
            if other.quote_time is not None and self._around(other.quote_time, point):
                found.append((comparable(other, self.series.tax_ppm), True))
            if held is not None and self._around(held.quote_time, point):
                found.append((comparable(held, self.series.tax_ppm), False))
        return found

    def _others(self, point: PricePoint) -> list[SourcePrice]:
        names = self.series.sources.splitlines()
        return [self._source(name) for name in names if name != point.source]

    def _around(self, moment: datetime, point: PricePoint) -> bool:
        first, last = sorted((moment, point.quote_time))
        return is_fresh(first, last, self.series.stale_days)

    def _held(self, source: SourcePrice) -> PricePoint | None:
        if source.held_at is None or source.held_recorded is None:
            return None
        return self._work.points.get(source.series, source.held_at, source.source, source.held_recorded)

    def _hold(self, name: str, point: PricePoint) -> None:
        source = replace(self._source(name), held_at=point.quote_time, held_recorded=point.record_time)
        self._work.sources.put(source)
        self._alarms.alarm(
            AlertRaised(
                code="C06",
                severity="high",
                object=f"{point.series}/{name}",
                text=f"{name} quotes {point.series} at {as_decimal(point.price_micro)} {point.currency}"
                f" per {point.unit}: {point.state}, {point.reason}",
                action="get a second source, or have a person confirm it",
            )
        )

    def _drop_held(self, source: SourcePrice, reason: str) -> None:
        held = self._held(source)
        if held is not None:
            self._work.points.put(replace(held, state=REJECTED, reason=reason))
            self._work.sources.put(replace(source, held_at=None, held_recorded=None))
            self._alarms.calm("C06", f"{source.series}/{source.source}", reason)

    def _believe(self, point: PricePoint) -> None:
        """The point counts; it is its source's latest unless a later one is known."""
        source = self._source(point.source)
        days = with_day(days_of(source), point.quote_day, comparable(point, self.series.tax_ppm))
        source = replace(source, days=days)
        if source.quote_time is None or point.quote_time >= source.quote_time:
            source = replace(
                source,
                price_micro=point.price_micro,
                unit=point.unit,
                currency=point.currency,
                tax_included=point.tax_included,
                quote_time=point.quote_time,
            )
        self._work.sources.put(source)

    def _confirmed_by(self, point: PricePoint) -> list[PricePoint]:
        """Held quotes of other sources that this one bears out."""
        found = []
        for other in self._others(point):
            held = self._held(other)
            if held is None or not self._around(held.quote_time, point):
                continue
            if confirms(self.series, point, held):
                found.append(self._confirm(held, f"confirmed by {point.source}"))
        return found

    def _confirm(self, held: PricePoint, reason: str) -> PricePoint:
        source = replace(self._source(held.source), held_at=None, held_recorded=None)
        self._work.sources.put(source)
        point = replace(held, state=VALID, reason=reason)
        self._work.points.put(point)
        self._believe(point)
        self._alarms.calm("C06", f"{held.series}/{held.source}", reason)
        self._watch_falls(point)
        return point

    def _watch_falls(self, point: PricePoint) -> None:
        """C06 where the source that is believed first has fallen too far in a day or in ten."""
        used = PresentPrices(self._work).priced(point.series, point.quote_time).quote
        if used is None or used.source != point.source:
            return
        days, series = days_of(self._source(point.source)), self.series
        falls = {1: series.day_fall_ppm, 10: series.ten_day_fall_ppm}
        over = {
            back: fall_ppm(days, point.quote_time, back)
            for back, bound in falls.items()
            if fall_ppm(days, point.quote_time, back) >= bound > 0
        }
        object_ = f"{series.series}:drop"
        if over:
            text = ", ".join(f"{as_decimal(ppm * 100)} % in {back} days" for back, ppm in over.items())
            self._alarms.alarm(
                AlertRaised(
                    code="C06",
                    severity="high",
                    object=object_,
                    text=f"{series.series} fell {text} ({point.source})",
                    action="mark all contracts again; confirm by a second source",
                )
            )
        elif series.dropped:
            self._alarms.calm("C06", object_, f"{series.series} has stopped falling")
        if bool(over) != series.dropped:
            self._keep(replace(series, dropped=bool(over)))
