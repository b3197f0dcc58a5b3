"""Rate limits of one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from core.hub.limits import Buckets, Rate


class MemoryLimits:
    """Buckets behind a lock; the clock may be any that only goes forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets = Buckets()
        self._lock = threading.Lock()

    def take(self, name: str, rate: Rate, *, count: int = 1) -> float:
        with self._lock:
            return self._buckets.take(name, rate, self._clock(), count)
