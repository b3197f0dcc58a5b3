"""Live views: one broadcaster a process looks at the store when woken, and tells open pages what changed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec

from core.hub.alert_book import Alert
from core.hub.concealing import alert_without_values
from core.hub.rights import Scope
from core.hub.views import Views
from core.kernel.errors import Unavailable

# Looks are this far apart when woken without end, and when nothing wakes at all.
LOOK_GAP_S = 0.015
POLL_S = 0.15
AWAY_POLL_S = 1.0
# Alerts are told at once; the numbers beside them move all the time, and nobody reads faster than this.
PICTURE_GAP_S = 0.1
BEAT_S = 1.0
QUEUE_MAX = 32
PAGES_MAX = 200
SCOPES_MAX = 50
ALERTS_SHOWN = 20


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
    action: str
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

    def __init__(self, views: Views, *, values: bool = True) -> None:
        self._views = views
        self._values = values
        self._pages: set[asyncio.Queue[Event | None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._last: dict[str, Event] = {}
        self._pictured_at = 0.0

    @property
    def listening(self) -> int:
        return len(self._pages)

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
        while self._pages:
            self._woken.clear()
            events = await self._look_or_away()
            for event in events:
                if self._is_news(event):
                    self._tell(event)
            await asyncio.sleep(LOOK_GAP_S)
            await self._wait_for_wake(AWAY_POLL_S if events[0].name == "away" else POLL_S)
        self._last.clear()

    def _is_news(self, event: Event) -> bool:
        known = self._last.get(event.name)
        changed = known is None or known.json != event.json
        if event.name != "picture":
            return changed
        since_s = asyncio.get_running_loop().time() - self._pictured_at
        return since_s >= BEAT_S or (changed and since_s >= PICTURE_GAP_S)

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
        now = self._views.glance(alerts=ALERTS_SHOWN)
        picture = Picture(
            handled=now.handled,
            taken=now.taken,
            done=now.done,
            stopped=now.stopped,
            failing=now.failing,
            alerts_open=now.alerts_open,
        )
        alerts = msgspec.json.encode(
            [_live(alert if self._values else alert_without_values(alert)) for alert in now.alerts]
        )
        id_ = str(now.handled)
        return [Event(id_, "alerts", alerts), Event(id_, "picture", msgspec.json.encode(picture))]

    def _tell(self, event: Event) -> None:
        self._last[event.name] = event
        # The numbers go along with an alert, however lately they were told.
        self._pictured_at = asyncio.get_running_loop().time() if event.name == "picture" else 0.0
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


class Live:
    """One broadcaster for each scope that somebody listens in: nobody is told of another's messages."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._by_scope: dict[tuple[Scope, bool], Broadcaster] = {}
        self._lock = threading.Lock()

    def of(self, scope: Scope, *, values: bool = True) -> Broadcaster:
        """The broadcaster of this scope, with the words of its alerts or without.

        Raises TooManyPages where too many pages or scopes are listened in.
        """
        with self._lock:
            if sum(one.listening for one in self._by_scope.values()) >= PAGES_MAX:
                raise TooManyPages
            key = (scope, values)
            if key not in self._by_scope and len(self._by_scope) >= SCOPES_MAX:
                self._by_scope = {known: one for known, one in self._by_scope.items() if one.listening}
                if len(self._by_scope) >= SCOPES_MAX:
                    raise TooManyPages
            return self._by_scope.setdefault(key, Broadcaster(self._views.within(scope), values=values))

    def wake(self) -> None:
        """Something was committed in this process; may be called from any thread."""
        for one in list(self._by_scope.values()):
            one.wake()

    def close(self) -> None:
        """Ends every page's stream; may be called from any thread."""
        for one in list(self._by_scope.values()):
            one.close()


def _live(alert: Alert) -> LiveAlert:
    return LiveAlert(
        alert.code,
        alert.object,
        alert.opened,
        alert.severity,
        alert.text,
        alert.action,
        alert.count,
        alert.escalated,
        alert.raised_at.isoformat(),
    )
