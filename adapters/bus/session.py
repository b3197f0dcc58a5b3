"""One connection's worth of consuming: a thread reads and keeps the connection alive, another takes runs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from adapters.bus.connection import Wake, back_off, connect, read_what_is_there, wait_readable
from adapters.bus.inbox import LANES, ORDINARY, Inbox, RunLimits
from core.hub.bus import Delivery, Take
from core.kernel.errors import Unavailable
from core.kernel.steps import step

LOG = logging.getLogger("lianqiao.bus")
TICK_S = 0.5
RUN_GAP_S = 0.02


class QueueGone(Exception):
    """A queue was deleted under its consumer: everything is declared again."""


class Session:
    """Consumes until told to stop; any trouble with the broker ends it with the library's error."""

    def __init__(self, url: str, take: Take, *, limits: RunLimits, heartbeat_s: float) -> None:
        self._connection = connect(url, heartbeat_s=heartbeat_s)
        # A channel a lane: the broker holds each back for itself, and numbers its deliveries for itself.
        self._channels = [self._opened(limits.prefetch) for _ in LANES]
        self.channel = self._channels[ORDINARY]
        self._take = take
        self._inbox = Inbox(limits)
        self._hold_s_max = limits.hold_s_max
        self._read: list[tuple[int, int, Delivery]] = []
        self._wake = Wake()
        self._gone = ""
        self._taking_since = float("inf")
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="bus-taker")
        self._taker: Future[None] = Future()

    @property
    def held_s(self) -> float:
        """How long the run that is being taken is held by now, 0 where none is."""
        return max(0.0, time.monotonic() - self._taking_since)

    def subscribe(
        self,
        queue: str,
        *,
        lane: int = ORDINARY,
        dead: bool = False,
        heard: Callable[[], None] | None = None,
    ) -> None:
        """Asks for the deliveries of a queue; `heard` is called with each."""

        def deliver(message: Any) -> None:
            why = _why_dead(message) if dead else ""
            info = message.delivery_info
            said = Delivery(message.body, info["routing_key"], message.properties.get("message_id", ""), why)
            self._read.append((lane, info["delivery_tag"], said))
            if heard is not None:
                heard()

        def gone(_tag: str) -> None:
            self._gone = queue

        self._channels[lane].basic_consume(queue, consumer_tag=queue, callback=deliver, on_cancel=gone)

    def back_of_the_line(self, queue: str, lane: int, heard: Callable[[], None]) -> None:
        """Lets another worker have this queue; we stand by for it."""
        self._channels[lane].basic_cancel(queue)
        self.subscribe(queue, lane=lane, heard=heard)

    def consumers(self, queue: str) -> int:
        """How many workers consume the queue now."""
        return int(self.channel.queue_declare(queue, passive=True).consumer_count)

    def serve(self, stop: threading.Event, tick: Callable[[], None]) -> None:
        """Reads, acknowledges and keeps the connection alive; `tick` is called about twice a second."""
        self._taker = self._threads.submit(self._take_runs)
        self._taker.add_done_callback(lambda _taker: self._wake.set())
        ticked = time.monotonic()
        while not stop.is_set() and not self._taker.done():
            if wait_readable(self._connection, self._wake, TICK_S):
                read_what_is_there(self._connection)
                self._hand_over()
            self._acknowledge()
            if self._gone:
                raise QueueGone(self._gone)
            if time.monotonic() - ticked >= TICK_S:
                ticked = time.monotonic()
                self._connection.heartbeat_check()
                tick()
                self._hand_over()
        self._finish()

    def close(self) -> None:
        """Ends both threads' work; what was not acknowledged is the broker's again."""
        self._inbox.close()
        self._threads.shutdown()
        self._connection.collect(socket_timeout=1.0)
        self._wake.close()

    def _opened(self, prefetch: int) -> Any:
        channel = self._connection.channel()
        channel.auto_decode = False
        channel.basic_qos(0, prefetch, False)
        return channel

    def _finish(self) -> None:
        """The run that is being taken ends and is acknowledged, so that nobody need take it again."""
        self._inbox.close()
        while not self._taker.done():
            wait([self._taker], TICK_S)
            self._connection.heartbeat_check()
        self._acknowledge()
        self._connection.close()
        self._taker.result()

    def _hand_over(self) -> None:
        if self._read:
            self._inbox.put(self._read)
            self._read = []

    def _acknowledge(self) -> None:
        for lane, tag in self._inbox.to_acknowledge():
            step("bus.before_acknowledge")
            self._channels[lane].basic_ack(tag, multiple=True)

    def _take_runs(self) -> None:
        """The taker's thread: one run after another, each held until the store has it."""
        while (run := self._inbox.next_run()) is not None:
            lane, tag, deliveries = run
            self._taking_since = began = time.monotonic()
            if not self._take_one(deliveries):
                return
            self._taking_since = float("inf")
            self._inbox.taken(lane, tag)
            self._wake.set()
            # What comes meanwhile goes with the next run: a unit of work costs the same for one or ten.
            self._inbox.closed.wait(max(0.0, RUN_GAP_S - (time.monotonic() - began)))

    def _take_one(self, deliveries: Sequence[Delivery]) -> bool:
        for wait_s in back_off(self._hold_s_max):
            try:
                self._take(deliveries)
                return True
            except Unavailable as error:
                LOG.warning(
                    "%d deliveries are held, next try in %.1f s: %s", len(deliveries), wait_s, error.text
                )
            if self._inbox.closed.wait(wait_s):
                return False
        return False


def _why_dead(message: Any) -> str:
    """What the broker's x-death header says."""
    deaths = (message.properties.get("application_headers") or {}).get("x-death") or []
    said = [f"{one.get('reason')} in {one.get('queue')}" for one in deaths[:3]]
    return "; ".join(said) or "unknown reason"
