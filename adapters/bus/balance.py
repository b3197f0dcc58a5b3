"""Which of the single-active queues this worker should leave to another."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence


class Balance:
    """Which single-active queues this worker reads, and which of them another worker should have."""

    def __init__(self, queues: Sequence[str], every_s: float) -> None:
        self.queues = queues
        self._every_s = every_s
        self._heard_at: dict[str, float] = {}
        self._looked_at = time.monotonic()

    def heard(self, queue: str) -> Callable[[], None]:
        def now() -> None:
            self._heard_at[queue] = time.monotonic()

        return now

    def surplus(self, workers: int) -> str | None:
        """A queue to give up: we are active on more than our share of the busy ones."""
        since = time.monotonic() - self._every_s
        active = sorted(queue for queue, at in self._heard_at.items() if at > since)
        share = math.ceil(len(self.queues) / max(1, workers))
        return active[-1] if len(active) > share else None

    def forget(self, queue: str) -> None:
        """It was given up; deliveries still on their way to us are no sign that we read it."""
        self._heard_at.pop(queue, None)

    def due(self) -> bool:
        if time.monotonic() - self._looked_at < self._every_s:
            return False
        self._looked_at = time.monotonic()
        return True
