"""The bus in memory: the plain model of what the broker and our consumers on it must do."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from core.hub.bus import (
    BEATS,
    DEAD,
    DOWN,
    EVENTS,
    UP,
    Delivery,
    Letter,
    Take,
    down_queue,
    express_queue,
    intake_queue,
)
from core.kernel.errors import Unavailable

RUN_MAX = 500
HOLD_S = 0.01


@dataclass(frozen=True, slots=True)
class _Kept:
    """A letter in a queue, and how often somebody failed over it."""

    letter: Letter
    failed: int = 0
    dead: str = ""


@dataclass(slots=True)
class MemoryBus:
    """Exchanges, queues and bindings as adapters/bus/topology.py declares them."""

    shards: int = 2
    delivery_limit: int = 1000
    queues: dict[str, deque[_Kept]] = field(default_factory=dict)
    bindings: list[tuple[str, str, str]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        for shard in range(self.shards):
            self.bind(intake_queue(shard), UP, f"frame.{shard}.*")
            self.bind(express_queue(shard), UP, f"express.{shard}.*")
        self.bind(BEATS, UP, "beat.*")
        self.queues[DEAD] = deque()

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Makes the queue if it is not there, and gives it what the pattern fits."""
        self.queues.setdefault(queue, deque())
        self.bindings.append((exchange, pattern, queue))

    def subscribe(self, queue: str, pattern: str) -> None:
        """An outside subscriber of canonical messages."""
        self.bind(queue, EVENTS, pattern)

    def depth(self, queue: str) -> int:
        return len(self.queues[queue])

    def post(self, letter: Letter) -> Future[None]:
        sent: Future[None] = Future()
        with self.changed:
            if letter.exchange == DOWN and down_queue(letter.key) not in self.queues:
                self.bind(down_queue(letter.key), DOWN, letter.key)
            queues = [q for e, p, q in self.bindings if e == letter.exchange and _fits(p, letter.key)]
            for queue in queues:
                self.queues[queue].append(_Kept(letter))
            self.changed.notify_all()
        if letter.mandatory and not queues:
            text = f"no queue takes letters to {letter.exchange} with key {letter.key}; it was not sent"
            sent.set_exception(Unavailable(text, cause="bus.not_sent"))
        else:
            sent.set_result(None)
        return sent


@dataclass(slots=True)
class MemoryConsumer:
    """Takes what is there in runs; a run is gone when it was taken."""

    bus: MemoryBus
    take: Take
    queues: Sequence[str]

    def run(self, stop: threading.Event) -> None:
        """Until stopped, or until `take` raises anything but Unavailable."""
        while not stop.is_set():
            with self.bus.changed:
                run = self._read()
                if not run:
                    self.bus.changed.wait(HOLD_S)
                    continue
            if not self._taken(run, stop):
                self._give_back(run)

    def _read(self) -> list[tuple[str, _Kept]]:
        run: list[tuple[str, _Kept]] = []
        for queue in self.queues:
            kept = self.bus.queues[queue]
            while kept and len(run) < RUN_MAX:
                run.append((queue, kept.popleft()))
        return run

    def _taken(self, run: list[tuple[str, _Kept]], stop: threading.Event) -> bool:
        deliveries = [Delivery(k.letter.body, k.letter.key, k.letter.message_id, k.dead) for _, k in run]
        while not stop.is_set():
            try:
                self.take(deliveries)
                return True
            except Unavailable:
                stop.wait(HOLD_S)
            except BaseException:
                self._give_back(run)
                raise
        return False

    def _give_back(self, run: list[tuple[str, _Kept]]) -> None:
        """To the front of their queues, in order; one that came back too often is a dead letter."""
        with self.bus.changed:
            for queue, kept in reversed(run):
                failed = kept.failed + 1
                if failed <= self.bus.delivery_limit or queue == DEAD:
                    self.bus.queues[queue].appendleft(replace(kept, failed=failed))
                else:
                    dead = f"delivery_limit in {queue}"
                    self.bus.queues[DEAD].append(replace(kept, failed=0, dead=dead))
            self.bus.changed.notify_all()


def _fits(pattern: str, key: str) -> bool:
    """Topic patterns: * is one word; # is what is left."""
    wanted, words = pattern.split("."), key.split(".")
    for place, word in enumerate(wanted):
        if word == "#":
            return True
        if place >= len(words) or word not in ("*", words[place]):
            return False
    return len(wanted) == len(words)
