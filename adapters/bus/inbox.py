"""Between the thread that reads the broker and the thread that takes runs: what is read, what is taken."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from core.hub.bus import Delivery

ORDINARY, EXPRESS = 0, 1
LANES = (ORDINARY, EXPRESS)
# So many runs of small frames in a row before what is piled up has its turn.
OVERTAKING_MAX = 8
FRESH_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """How much one run takes at most, and how many deliveries may stand unacknowledged.

    short_bytes_max: of what is piled up, while small frames come. hold_s_max: longest wait before a run is
    tried again while the store is away.
    """

    frames_max: int = 500
    bytes_max: int = 1024 * 1024
    short_bytes_max: int = 32 * 1024
    prefetch: int = 600
    hold_s_max: float = 5.0


class Inbox:
    """Deliveries of each lane in the order they came, each with its lane and its tag in it."""

    def __init__(self, limits: RunLimits) -> None:
        self._limits = limits
        self._waiting: tuple[deque[tuple[int, Delivery]], ...] = tuple(deque() for _ in LANES)
        self._changed = threading.Condition()
        self._taken = [0 for _ in LANES]
        self._overtaken = 0
        self._express_at = float("-inf")
        self._closed = False
        self.closed = threading.Event()

    def put(self, read: Sequence[tuple[int, int, Delivery]]) -> None:
        with self._changed:
            for lane, tag, delivery in read:
                self._waiting[lane].append((tag, delivery))
            self._changed.notify()

    def next_run(self) -> tuple[int, int, list[Delivery]] | None:
        """Waits until there is something, then gives what is there of one lane: never lingers for more.

        (lane, tag of the last, deliveries), or None when the inbox was closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: any(self._waiting) or self._closed)
            if self._closed:
                return None
            lane = self._whose_turn()
            waiting, bytes_max = self._waiting[lane], self._bytes_max(lane)
            run: list[Delivery] = []
            size, tag = 0, 0
            while waiting and len(run) < self._limits.frames_max and size < bytes_max:
                tag, delivery = waiting.popleft()
                run.append(delivery)
                size += len(delivery.body)
            return lane, tag, run

    def taken(self, lane: int, tag: int) -> None:
        """Everything of this lane up to this tag is committed."""
        with self._changed:
            self._taken[lane] = tag

    def to_acknowledge(self) -> list[tuple[int, int]]:
        """(lane, tag up to which everything is committed) where there is something new."""
        with self._changed:
            found = [(lane, tag) for lane, tag in enumerate(self._taken) if tag]
            self._taken = [0 for _ in LANES]
            return found

    def close(self) -> None:
        """What waits is left to the broker, which gives it to somebody again."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.closed.set()

    def _whose_turn(self) -> int:
        """Small frames overtake, but not for ever."""
        if not self._waiting[EXPRESS] or (self._waiting[ORDINARY] and self._overtaken >= OVERTAKING_MAX):
            self._overtaken = 0
            return ORDINARY
        self._overtaken += 1
        self._express_at = time.monotonic()
        return EXPRESS

    def _bytes_max(self, lane: int) -> int:
        """A small frame waits for the run that is being taken: while such come, runs are short."""
        fresh = time.monotonic() - self._express_at < FRESH_S
        return self._limits.short_bytes_max if fresh and lane == ORDINARY else self._limits.bytes_max
