"""Collecting cyclic garbage between runs instead of in the middle of them.

A run holds some hundred thousand objects that all go by reference count when it ends. Python's own collector
looks through them again and again while they grow (a third of a worker's time, measured), and finds nothing.
"""

from __future__ import annotations

import gc
import sys
import time

EVERY_S = 2.0
# So many new objects between two quiet moments are looked through all the same: memory has a limit.
OBJECTS_MAX = 1_000_000


# A thread that has its answer from the database waits so long for one that computes; Python's own is 5 ms,
# and a run asks the database some ten times.
SWITCH_S = 0.001


def tidy_between_runs() -> None:
    """Once a process, when everything is loaded: what is there now stays, and is looked through no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_MAX, 10, 10)
    sys.setswitchinterval(SWITCH_S)


class Tidying:
    """Collects at quiet moments, at most every two seconds."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def at_a_quiet_moment(self) -> None:
        """Between two runs, when little is alive."""
        now = time.monotonic()
        if now - self._at >= EVERY_S:
            gc.collect()
            self._at = now
