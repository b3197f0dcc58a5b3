"""How a client waits and by which clocks; only tests have others."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


class Patience:
    """The clocks of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Of a clock that only goes forward."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        threading.Event().wait(seconds)


class Pace:
    """Our own rate at one place: requests keep so much distance, whatever the other side bears."""

    def __init__(self, per_s: float, patience: Patience) -> None:
        self._distance_s = 1 / per_s
        self._patience = patience
        self._free_at = 0.0

    def keep(self) -> None:
        """Waits for the next request's moment."""
        now = self._patience.seconds()
        if now < self._free_at:
            self._patience.wait(self._free_at - now)
        self._free_at = max(now, self._free_at) + self._distance_s


class Deadline:
    """The moment an answer must be whole; a server that sends a byte now and then holds nobody."""

    def __init__(self, within_s: float, patience: Patience) -> None:
        self._patience = patience
        self._until = patience.seconds() + within_s

    @property
    def is_over(self) -> bool:
        return self._patience.seconds() > self._until
