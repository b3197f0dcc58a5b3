"""A wake-up between threads of one process: a hint, never the truth; who waits looks at the store anyway."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Signal:
    """Wakes who waits, and calls who listens; wake-ups while nobody waits are kept as one."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._listeners: list[Callable[[], None]] = []

    def notify(self) -> None:
        self._event.set()
        for listener in self._listeners:
            listener()

    def wait(self, timeout_s: float) -> bool:
        """Waits at most so long; true if there was a wake-up."""
        woken = self._event.wait(timeout_s)
        self._event.clear()
        return woken

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls the listener at every wake-up, in the thread that gives it; it must return at once."""
        self._listeners.append(listener)
