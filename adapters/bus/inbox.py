"""Between the thread that reads the broker and the thread that takes runs: what is read, what is taken."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from core.hub.bus import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """How much one run takes at most, and how many deliveries may stand unacknowledged.

    hold_s_max: longest wait before a run is tried again while the store is away.
    """

    frames_max: int = 500
    bytes_max: int = 1024 * 1024
    prefetch: int = 600
    hold_s_max: float = 5.0


class Inbox:
    """Deliveries in the order they came, each with its tag."""

    def __init__(self, limits: RunLimits) -> None:
        self._limits = limits
        self._waiting: deque[tuple[int, Delivery]] = deque()
        self._changed = threading.Condition()
        self._taken = 0
        self._closed = False
        self.closed = threading.Event()

    def put(self, read: Sequence[tuple[int, Delivery]]) -> None:
        with self._changed:
            self._waiting.extend(read)
            self._changed.notify()

    def next_run(self) -> tuple[int, list[Delivery]] | None:
        """Waits until there is something, then gives what is there: never lingers for more.

        (tag of the last, deliveries), or None when the inbox was closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            run: list[Delivery] = []
            size, tag = 0, 0
            while self._waiting and len(run) < self._limits.frames_max and size < self._limits.bytes_max:
                tag, delivery = self._waiting.popleft()
                run.append(delivery)
                size += len(delivery.body)
            return tag, run

    def taken(self, tag: int) -> None:
        """Everything up to this tag is committed."""
        with self._changed:
            self._taken = tag

    def to_acknowledge(self) -> int:
        """The tag up to which everything is committed; 0 if there is nothing new."""
        with self._changed:
            tag, self._taken = self._taken, 0
            return tag

    def close(self) -> None:
        """What waits is left to the broker, which gives it to somebody again."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.closed.set()
