"""Where the time went between an event and its row: the moments that the hub kept, station by station."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bench.house import House
from core.hub.arrivals import Arrival
from core.hub.documents import Handled

RUNS = 20_000
STATIONS = ("agent has it", "hub has it", "handling began", "row on page")


def stations(made: House, begun: dict[str, float], ended: dict[str, float]) -> list[str]:
    """One line a station: how long after the one before it, in the median and at the 95th of a hundred.

    begun, ended: wall clock by the name of the document.
    """
    runs = made.hub.views.newest(Handled, limit=RUNS)
    steps: dict[str, list[float]] = {name: [] for name in STATIONS}
    for name, begin in begun.items():
        moments = [begin, *_moments(made, name, runs), ended[name]]
        for station, (before, after) in zip(STATIONS, pairwise(moments), strict=True):
            steps[station].append((after - before) * 1000)
    return [
        f"    {station:16} {statistics.median(took):+6.0f} ms, p95 {at_share(took, 0.95):+6.0f} ms"
        for station, took in steps.items()
    ]


def at_share(values: Iterable[float], share: float) -> float:
    """The least value that this share of all are at or below."""
    ordered = sorted(values)
    return next(value for place, value in enumerate(ordered, start=1) if place >= share * len(ordered))


def _moments(made: House, name: str, runs: Sequence[Handled]) -> list[float]:
    """When the agent had it, when the unit of work began that took it in, and that which handled it."""
    [arrival] = made.hub.store.rows(Arrival, limit=1, name=name)
    assert arrival.seen_at is not None
    place = arrival.number
    handled = next(
        run.at for run in runs if run.partition == arrival.partition and run.first <= place <= run.last
    )
    return [moment.timestamp() for moment in (arrival.seen_at, arrival.received_at, handled)]
