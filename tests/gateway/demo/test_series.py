"""The demo's prices: the same every time, with gaps, one outlier, and an end at a round price."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gateway.demo.series import DAYS, GAPS, LAST, history

TODAY = date(2026, 11, 24)


def test_the_same_day_gives_the_same_series() -> None:
    assert history(TODAY) == history(TODAY)
    assert history(TODAY, seed=1) != history(TODAY)


@pytest.mark.parametrize("today", [TODAY + timedelta(days=n) for n in range(7)], ids=str)
def test_it_ends_yesterday_at_a_round_price_whatever_the_weekday(today: date) -> None:
    quotes = history(today)

    assert quotes[-1] == (today - timedelta(days=1), LAST)
    assert len(quotes) == DAYS - len(GAPS)
    assert [quote.day for quote in quotes] == sorted({quote.day for quote in quotes})
    assert all(quote.day.weekday() < 5 for quote in quotes[:-1])


def test_one_day_leaps_by_a_third_and_the_next_is_as_before() -> None:
    prices = [quote.price for quote in history(TODAY)]
    changes = [abs(price / before - 1) for before, price in itertools.pairwise(prices)]

    leaps = [place for place, change in enumerate(changes) if change > Decimal("0.15")]
    assert len(leaps) == 2
    assert leaps[1] == leaps[0] + 1
    assert max(change for place, change in enumerate(changes) if place not in leaps) < Decimal("0.05")


def test_there_are_days_on_which_nothing_was_quoted() -> None:
    days = [quote.day for quote in history(TODAY)]

    assert max(later - day for day, later in itertools.pairwise(days)) >= timedelta(days=5)
