"""Goods that come back to who sold them: a way through others' trade, in few days, at about one price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from core.kernel.quantity import ratio_of
from core.risk.naming import date_of, day_of, days_from, month_before
from core.risk.trade import ALL, TradeLeg
from core.risk.work import RiskWork

LEGS_MAX, STEPS_MAX, LOOKS_MAX, SOLD_MAX = 8, 20_000, 1_000, 10_000
LOOK_BACK_MONTHS = 3
Path = tuple[TradeLeg, ...]


class Circle(NamedTuple):
    """By how much the dearest leg is above the cheapest, in per cent, and days from the first to the last."""

    drift_pct: Fraction
    days: int


class Circles:
    """Steps from buyer to buyer of the same goods; every way begins with a sale of the one asked about.

    overrun: there were more ways than are worth walking, so that none was found says nothing.
    """

    def __init__(self, work: RiskWork, currency: str, month: int, days: int) -> None:
        self._work = work
        self._currency = currency
        self._month = month
        self._days = days
        self._steps = 0
        self._looked: set[tuple[str, int, str]] = set()
        self.overrun = False

    def sales(self, seller: str) -> list[TradeLeg]:
        """What it sold in the last months."""
        months = (month_before(self._month, back) for back in range(LOOK_BACK_MONTHS))
        return [leg for month in months for leg in self._sold(seller, month)]

    def through(self, seller: str) -> list[Circle]:
        """Every circle within so many days through this seller."""
        return [circle for leg in self.sales(seller) for circle in self._from(leg)]

    def _from(self, first: TradeLeg) -> Iterator[Circle]:
        paths: list[Path] = [(first,)]
        while paths:
            path = paths.pop()
            last = path[-1]
            if last.buyer == first.seller:
                yield _circle(path)
            elif len(path) < LEGS_MAX and last.buyer not in {leg.seller for leg in path}:
                paths += [(*path, leg) for leg in self._next(path)]

    def _sold(self, seller: str, month: int, **goods: Any) -> list[TradeLeg]:
        """Nothing of a month in which it sold more than is worth reading."""
        row = self._work.months.get(seller, ALL, self._currency, month)
        if row is not None and row.legs > SOLD_MAX:
            self.overrun = True
            return []
        return self._work.legs.find(seller=seller, month=month, **goods)

    def _next(self, path: Path) -> Iterator[TradeLeg]:
        """What the last buyer sold of the goods, while the way is not longer than it may be."""
        first, last = path[0], path[-1]
        for month in _months_around(first.day, self._days):
            self._looked.add((last.buyer, month, first.goods))
            if len(self._looked) > LOOKS_MAX:
                self.overrun = True
                return
            for leg in self._sold(last.buyer, month, goods=first.goods):
                self._steps += 1
                if self._steps > STEPS_MAX:
                    self.overrun = True
                    return
                if _span((*path, leg)) <= self._days:
                    yield leg


def _months_around(day: int, days: int) -> list[int]:
    """The months of all days that are no more than so many away."""
    middle, away = date_of(day), timedelta(days=days)
    last = day_of(middle + away) // 100
    month = day_of(middle - away) // 100
    found = [month]
    while month < last:
        month = month_before(month, -1)
        found.append(month)
    return found


def _span(path: Path) -> int:
    days = [leg.day for leg in path]
    return days_from(min(days), max(days))


def _circle(path: Path) -> Circle:
    prices = [_price(leg, path[0].unit) for leg in path]
    low, high = min(prices), max(prices)
    return Circle(Fraction(100) * (high - low) / low if low > 0 else Fraction(100), _span(path))


def _price(leg: TradeLeg, unit: str) -> Fraction:
    """In the first leg's unit; what cannot be turned into it counts as another price."""
    factor = ratio_of(unit, leg.unit)
    return Fraction(leg.price) * factor if factor is not None else Fraction(0)
