"""The price series of the demo: made from a seed, with gaps, one outlier, and an end at a round price."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

DAYS = 60
LAST = Decimal("4240.00")
OUTLIER_BACK = 20
OUTLIER = Decimal("1.31")
# Trading days before the end on which the source said nothing: a holiday of four days, and two single days.
GAPS = frozenset({38, 37, 36, 35, 27, 9})
_STEP = Decimal("9.50")
_CENT = Decimal("0.01")


class Quote(NamedTuple):
    """A day's average in CNY for a tonne."""

    day: date
    price: Decimal


def history(today: date, seed: int = 2026) -> list[Quote]:
    """The quotes of the trading days before `today`, oldest first; the last one is yesterday's."""
    days = _days_before(today)
    chance = random.Random(seed)
    prices = [LAST]
    for _ in days[1:]:
        drift = (LAST - prices[-1]) / 12
        prices.append((prices[-1] + drift + _STEP * Decimal(chance.randint(-4, 4))).quantize(_CENT))
    back = range(len(days))
    found = [Quote(day, price) for day, price in zip(days, prices, strict=True)]
    found = [
        quote._replace(price=(quote.price * OUTLIER).quantize(_CENT)) if n == OUTLIER_BACK else quote
        for n, quote in zip(back, found, strict=True)
    ]
    kept = [quote for n, quote in zip(back, found, strict=True) if n not in GAPS]
    return kept[::-1]


def _days_before(today: date) -> list[date]:
    """Newest first: yesterday, then the weekdays before it."""
    days = [today - timedelta(days=1)]
    while len(days) < DAYS:
        day = days[-1] - timedelta(days=1)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        days.append(day)
    return days
