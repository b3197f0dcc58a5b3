"""Which price marks an item: the primary source's, else the secondary's, else the last with a haircut."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from core.collateral.price_rules import days_of, fall_ppm, is_fresh
from core.collateral.series import VALID, PricePoint, Series, SourcePrice
from core.collateral.value import Priced, Quote
from core.collateral.work import CollateralWork
from core.custody import days_between

# How far behind a moment its price is looked for: beyond that it is worth no more than the approved one.
LOOK_BACK_DAYS = 15
FALL_DAYS = 5


class Prices(Protocol):
    """The prices as they were believed at a moment."""

    def priced(self, series: str, at: datetime) -> Priced: ...

    def fall_ppm(self, series: str, at: datetime) -> int:
        """The fall over the last days before `at`, of the source that is believed first."""
        ...


def choose(series: Series | None, quotes: Iterable[Quote], at: datetime) -> Priced:
    """Of the latest believed quote of each source: the first fresh one in order of trust, else the newest."""
    newest_first = sorted(quotes, key=lambda each: each.quote_time, reverse=True)
    found = sorted(newest_first, key=lambda each: _trust(series, each.source))
    stale_days = series.stale_days if series else 0
    for quote in found:
        if is_fresh(quote.quote_time, at, stale_days):
            return Priced(quote, fresh=True)
    return Priced(newest_first[0] if newest_first else None, fresh=False)


def _trust(series: Series | None, source: str) -> int:
    if series is None:
        return 2
    return {series.primary: 0, series.secondary: 1}.get(source, 2)


class PresentPrices:
    """The latest prices, from one row a source."""

    def __init__(self, work: CollateralWork) -> None:
        self._work = work

    def priced(self, series: str, at: datetime) -> Priced:
        row = self._work.series.get(series)
        names = row.sources.splitlines() if row else []
        sources = (self._work.sources.get(series, name) for name in names)
        quotes = [_quote(each, each.quote_time) for each in sources if each and each.quote_time]
        if any(each.quote_time > at for each in quotes):
            return PastPrices(self._work, at, at).priced(series, at)
        return choose(row, quotes, at)

    def newest(self, series: str) -> datetime | None:
        """The moment of the newest price that is believed."""
        row = self._work.series.get(series)
        names = row.sources.splitlines() if row else []
        sources = (self._work.sources.get(series, name) for name in names)
        return max((each.quote_time for each in sources if each and each.quote_time), default=None)

    def fall_ppm(self, series: str, at: datetime) -> int:
        row = self._work.series.get(series)
        source = self._work.sources.get(series, row.primary) if row else None
        return fall_ppm(days_of(source), at, FALL_DAYS) if source else 0


class PastPrices(PresentPrices):
    """The prices at any moment not before `since`, from the quotes themselves, as they are believed now."""

    def __init__(self, work: CollateralWork, since: datetime, until: datetime) -> None:
        super().__init__(work)
        self._since, self._until = since - timedelta(days=LOOK_BACK_DAYS), until
        self._points: dict[str, list[PricePoint]] = {}

    def priced(self, series: str, at: datetime) -> Priced:
        latest: dict[str, PricePoint] = {}
        for point in self._of(series):
            if point.quote_time <= at:
                known = latest.get(point.source)
                if known is None or _newer(point, known):
                    latest[point.source] = point
        quotes = [_quote(each, each.quote_time) for each in latest.values()]
        return choose(self._work.series.get(series), quotes, at)

    def _of(self, series: str) -> list[PricePoint]:
        """Believed quotes only; of two for one moment of one source the last recorded."""
        if series not in self._points:
            self._points[series] = [
                point
                for day in days_between(self._since, self._until)
                for point in self._work.points.find(series=series, quote_day=day)
                if point.state == VALID
            ]
        return self._points[series]


def _newer(point: PricePoint, known: PricePoint) -> bool:
    return (point.quote_time, point.record_time) >= (known.quote_time, known.record_time)


def _quote(row: PricePoint | SourcePrice, at: datetime) -> Quote:
    return Quote(row.source, row.price_micro, row.unit, row.currency, row.tax_included, at)
