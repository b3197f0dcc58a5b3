"""What the charts draw: columns of numbers, times first, gaps as nothing; only drawing uses floats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from core.collateral.contract import Contract, Terms
from core.collateral.mark import Mark
from core.collateral.series import VALID, PricePoint, Series
from core.kernel.currencies import minor_digits

WEEKEND = 5


def curve_of(contract: Contract, marks: list[Mark]) -> dict[str, Any]:
    """Value, floor and exposure over time in whole units of the currency, and LTV with its three lines."""
    latest: dict[datetime, Mark] = {}
    for mark in sorted(marks, key=lambda one: (one.event_time, one.record_time)):
        latest[mark.event_time] = mark
    scale = 10 ** minor_digits(contract.currency)
    return {
        "t": [at.timestamp() for at in latest],
        "value": [mark.value_minor / scale for mark in latest.values()],
        "floor": [mark.floor_minor / scale for mark in latest.values()],
        "exposure": [mark.exposure_minor / scale for mark in latest.values()],
        "ltv": [mark.ltv_ppm / 10_000 for mark in latest.values()],
        "lines": [contract.warn_ppm / 10_000, contract.call_ppm / 10_000, contract.liquidate_ppm / 10_000],
        "currency": contract.currency,
    }


def prices_of(terms: Terms, series: Series | None, points: list[PricePoint]) -> dict[str, Any]:
    """Believed prices as a line with a gap where a trading day is missing, doubtful ones as points."""
    last: dict[tuple[datetime, str], PricePoint] = {}
    for point in sorted(points, key=lambda one: (one.quote_time, one.record_time)):
        last[point.quote_time, point.source] = point
    shown = list(last.values())
    main = (series.primary if series else "") or next((one.source for one in shown), "")
    days = sorted({one.quote_time for one in shown} | set(_gaps([one.quote_time for one in shown])))
    return {
        "series": terms.series,
        "source": main,
        "currency": next((one.currency for one in shown), ""),
        "unit": next((one.unit for one in shown), terms.unit),
        "approved": terms.approved_micro / 1_000_000,
        "t": [at.timestamp() for at in days],
        "price": _column(days, shown, main, believed=True),
        "other": _column(days, [one for one in shown if one.source != main], "", believed=True),
        "doubt": _column(days, shown, "", believed=False),
        "doubtful": [one for one in reversed(shown) if one.state != VALID],
        "last": next((one for one in reversed(shown) if one.state == VALID), None),
    }


def _column(
    days: list[datetime], points: list[PricePoint], source: str, *, believed: bool
) -> list[float | None]:
    found = {
        one.quote_time: one.price_micro / 1_000_000
        for one in points
        if (one.state == VALID) == believed and source in ("", one.source)
    }
    return [found.get(day) for day in days]


def _gaps(days: list[datetime]) -> list[datetime]:
    """A moment without a price in each stretch where at least one weekday was not quoted."""
    ordered = sorted(set(days))
    found = []
    for before, after in pairwise(ordered):
        if any(day.weekday() < WEEKEND for day in _between(before.date(), after.date())):
            found.append(before + (after - before) / 2)
    return [at.astimezone(UTC) for at in found]


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range(1, (last - first).days)]
