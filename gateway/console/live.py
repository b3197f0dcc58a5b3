"""Live views: one broadcaster a process looks at the store when woken, and tells open pages what changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec

from core.hub.alert_book import OPEN, Alert
from core.hub.documents import Handled
from core.hub.views import Counts, Views
from core.kernel.errors import Unavailable

# Looks are this far apart when woken without end, and when nothing wakes at all.
LOOK_GAP_S = 0.04
POLL_S = 0.15
AWAY_POLL_S = 1.0
BEAT_S = 1.0
QUEUE_MAX = 32
PAGES_MAX = 200
ALERTS_SHOWN = 20
RUNS_READ = 2_000


class Picture(msgspec.Struct, frozen=True):
    """What every page shows at a glance; `alerts` are the newest open ones.

    handled: the number of the last unit of work. taken, done: arrivals taken in and handled, in all.
    """

    handled: int
    taken: int
    done: int
    stopped: int
    failing: int
    alerts_open: int


class LiveAlert(msgspec.Struct, frozen=True):
    """An open alert as a page announces it."""

    code: str
    object: str
    opened: int
    severity: str
    text: str
    count: int
    escalated: int
    raised_at: str


class Event(NamedTuple):
    """One event on its way to the pages; its id is how far the store was handled."""

    id: str
    name: str
    json: bytes

    def encoded(self) -> bytes:
        return f"id: {self.id}\nevent: {self.name}\ndata: ".encode() + self.json + b"\n\n"


class TooManyPages(Exception):
    """Over PAGES_MAX pages listen already."""


class Broadcaster:
    """Looks at the store only while somebody listens; a page that reads too slowly is dropped."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._pages: set[asyncio.Queue[Event | None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._last: dict[str, Event] = {}
        self._counted: tuple[int, Counts, bytes] | None = None

    def wake(self) -> None:
        """Something was committed in this process; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed() and self._pages:
            loop.call_soon_threadsafe(self._woken.set)

    def close(self) -> None:
        """Ends every page's stream, for the process goes away; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._drop_all)

    async def listen(self, last_id: str) -> AsyncIterator[bytes]:
        """The events for one page from now on; it is told what it has not seen, by the last id it names."""
        if len(self._pages) >= PAGES_MAX:
            raise TooManyPages
        queue: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE_MAX)
        for event in self._last.values():
            if event.id != last_id:
                queue.put_nowait(event)
        self._pages.add(queue)
        self._look_on()
        return self._events(queue)

    async def _events(self, queue: asyncio.Queue[Event | None]) -> AsyncIterator[bytes]:
        try:
            yield b"retry: 1000\n\n"
            while (event := await queue.get()) is not None:
                yield event.encoded()
        finally:
            self._pages.discard(queue)

    def _look_on(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._looking is None or self._looking.done():
            self._looking = self._loop.create_task(self._look_while_listened())

    async def _look_while_listened(self) -> None:
        told_at = 0.0
        while self._pages:
            self._woken.clear()
            events = await self._look_or_away()
            time = asyncio.get_running_loop().time()
            beat = time - told_at >= BEAT_S
            for event in events:
                known = self._last.get(event.name)
                if known is None or known.json != event.json or (beat and event.name != "alerts"):
                    told_at = time
                    self._tell(event)
            await asyncio.sleep(LOOK_GAP_S)
            await self._wait_for_wake(AWAY_POLL_S if events[0].name == "away" else POLL_S)
        self._last.clear()

    async def _wait_for_wake(self, at_most_s: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), at_most_s)
        except TimeoutError:
            return

    async def _look_or_away(self) -> list[Event]:
        try:
            return await asyncio.to_thread(self._look)
        except Unavailable:
            # Once it is back, every page is told everything again.
            self._last.clear()
            return [Event("away", "away", b"{}")]

    def _look(self) -> list[Event]:
        runs = self._views.newest(Handled, limit=1)
        outlets = self._views.outlets()
        handled = runs[0].handled if runs else 0
        # Failures and alerts move only in a unit of work, so they are counted once for each.
        if self._counted is None or self._counted[0] != handled:
            alerts = [_live(alert) for alert in self._views.alerts((OPEN,), limit=ALERTS_SHOWN)]
            self._counted = (handled, self._views.counts(), msgspec.json.encode(alerts))
        _, counts, told = self._counted
        picture = Picture(
            handled=handled,
            taken=sum(one.taken for one in outlets),
            done=sum(one.position for one in outlets),
            stopped=sum(bool(one.stopped) for one in outlets),
            failing=counts.open,
            alerts_open=counts.alerts,
        )
        id_ = str(handled)
        return [Event(id_, "picture", msgspec.json.encode(picture)), Event(id_, "alerts", told)]

    def _tell(self, event: Event) -> None:
        self._last[event.name] = event
        for queue in list(self._pages):
            if queue.full():
                self._drop(queue)
            else:
                queue.put_nowait(event)

    def _drop_all(self) -> None:
        for queue in list(self._pages):
            self._drop(queue)

    def _drop(self, queue: asyncio.Queue[Event | None]) -> None:
        """It comes back by itself and is told the present state; waiting for it would cost everybody."""
        self._pages.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)


def _live(alert: Alert) -> LiveAlert:
    return LiveAlert(
        alert.code,
        alert.object,
        alert.opened,
        alert.severity,
        alert.text,
        alert.count,
        alert.escalated,
        alert.raised_at.isoformat(),
    )
