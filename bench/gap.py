"""A frame is withheld and goods leave behind it without leave: how long after the wait the alarm stands."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.rows import at_most
from tests.frames import FrameMaker
from tests.journeys import papers
from tests.journeys.house import GAP_WAIT_S, House
from tests.journeys.papers import SITE, record
from tests.journeys.pledging import pledge

TRIES = 7
BOUND_MS = 1000


def measure() -> list[dict[str, Any]]:
    """One row of {name, ours, other, other_name, unit, ratio, target, met}: the median of seven gaps."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        try:
            agent = house.agent("wh-01", "demo-warehouse")
            late_ms = [_late_ms(house, agent, f"LOT-{number}") for number in range(TRIES)]
        finally:
            house.close()
    print(f"  behind a gap: {', '.join(f'{one:.0f}' for one in late_ms)} ms after the wait")
    return [at_most("gap: alarm after the wait, embedded", statistics.median(late_ms), BOUND_MS, "ms")]


def _late_ms(house: House, agent: FrameMaker, lot: str) -> float:
    pledge(house, agent, lot, lot)
    withheld = agent.data(record(papers.slip("入库", f"RK-{lot}", f"IN-{lot}", "1"), "slips", f"{lot}.csv"))
    out = papers.slip("出库", f"CK-{lot}", lot, "30")
    house.send(agent, agent.data(record(out, "slips", f"CK-{lot}.csv")))
    sent = time.monotonic()
    house.alert("C01", f"{SITE}/CK-{lot}/{lot}")
    late_ms = (time.monotonic() - sent - GAP_WAIT_S) * 1000
    house.send(agent, withheld)
    house.handled(f"{lot}.csv")
    return late_ms
