"""Figures of processor time, taken in turns so that all that is compared sees the same machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def in_turns(count: int, turns: int, *calls: Callable[[], object]) -> list[float]:
    """Of each call how many of its `count` things it does a second of processor time: the medians."""
    rates: list[list[float]] = [[] for _ in calls]
    for _ in range(turns):
        for found, call in zip(rates, calls, strict=True):
            begin = time.process_time()
            call()
            found.append(count / max(time.process_time() - begin, 1e-9))
    return [statistics.median(found) for found in rates]
