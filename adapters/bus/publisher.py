"""Posts letters in a window of confirms, on a thread and a connection of its own.

A letter is sent when the broker confirmed it and no queue was missing. A library's own confirm per message
is twelve times slower, and without confirms letters are lost silently; so the window is ours: whatever goes
wrong with a connection, every letter that was not confirmed is posted again on the next one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from adapters.bus.connection import (
    BROKER_ERRORS,
    HEARTBEAT_S,
    Wake,
    back_off,
    connect,
    read_what_is_there,
    wait_readable,
)
from core.hub.bus import Letter
from core.kernel.errors import Unavailable
from core.kernel.trace import PARENT as TRACE

LOG = logging.getLogger("lianqiao.bus")
TICK_S = 0.5
# A queue whose member is away is asked after again so soon.
AWAY_S = 2.0
WRITE_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 20.0


@dataclass(slots=True)
class Posted:
    """A letter on its way; until when it is worth trying."""

    letter: Letter
    until: float
    result: Future[None] = field(default_factory=Future)
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLimits:
    """window: letters without a confirm at most; backlog_max: letters waiting; timeout_s: for each letter."""

    window: int = 200
    backlog_max: int = 20_000
    timeout_s: float = 30.0


def _nothing(_channel: Any, _letter: Letter) -> None:
    """Its queue is there already."""


class Publisher:
    """`post` from any thread; `prepare` is called before the first letter to an exchange and key.

    Where it says False letters cannot go there now: they are given back, and hold up no others.
    """

    def __init__(
        self,
        url: str,
        *,
        prepare: Callable[[Any, Letter], bool | None] = _nothing,
        limits: PostLimits | None = None,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._url = url
        self._prepare = prepare
        self._limits = limits or PostLimits()
        self._heartbeat_s = heartbeat_s
        self._waiting: deque[Posted] = deque()
        self._outstanding: dict[int, Posted] = {}
        self._prepared: set[tuple[str, str]] = set()
        self._away: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        self._wake = Wake()
        self._closing = threading.Event()
        self._tag = 0
        self.trouble = ""
        self.connections = 0
        self._thread = threading.Thread(target=self._run, name="bus-publisher", daemon=True)

    def start(self) -> Publisher:
        self._thread.start()
        return self

    def post(self, letter: Letter) -> Future[None]:
        posted = Posted(letter, time.monotonic() + self._limits.timeout_s)
        with self._lock:
            if self._closing.is_set() or len(self._waiting) >= self._limits.backlog_max:
                raise Unavailable(
                    f"{len(self._waiting)} letters wait for the broker ({self.trouble or 'it is slow'});"
                    " this one was not taken",
                    cause="bus.backlog",
                )
            self._waiting.append(posted)
        self._wake.set()
        return posted.result

    def close(self) -> None:
        """Posts what waits, as long as it is worth trying, then ends; the rest is told it was not sent."""
        self._closing.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_TIMEOUT_S)
        for posted in self._all():
            _fail(posted, "the publisher was closed before the broker confirmed it")
        self._wake.close()

    # -- the publisher's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        waits = back_off()
        while not self._is_done():
            try:
                self._connected()
            except BROKER_ERRORS as error:
                if not self.trouble:
                    waits = back_off()
                self.trouble = f"{type(error).__name__}: {error}"
                self._put_back()
                wait = next(waits)
                LOG.warning("posting to the broker: %s; next try in %.1f s", self.trouble, wait)
                if self._closing.wait(wait):
                    return

    def _is_done(self) -> bool:
        return self._closing.is_set() and not self._waiting and not self._outstanding

    def _connected(self) -> None:
        connection = connect(self._url, heartbeat_s=self._heartbeat_s)
        try:
            channel = connection.channel()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
            channel.events["basic_return"].add(self._on_return)
            channel.confirm_select()
            self._tag = 0
            self._prepared.clear()
            self.trouble = ""
            self.connections += 1
            while not self._is_done():
                self._fill(channel)
                if wait_readable(connection, self._wake, TICK_S):
                    read_what_is_there(connection)
                connection.heartbeat_check()
                self._expire()
        finally:
            connection.collect(socket_timeout=1.0)

    def _fill(self, channel: Any) -> None:
        while len(self._outstanding) < self._limits.window:
            with self._lock:
                if not self._waiting:
                    return
                posted = self._waiting.popleft()
            # It counts as outstanding before it leaves: whatever fails from here on, it is posted again.
            self._tag += 1
            self._outstanding[self._tag] = posted
            if self._is_prepared(channel, posted.letter):
                self._publish(channel, posted.letter)
            else:
                # The broker counts what was published, and this was not.
                del self._outstanding[self._tag]
                self._tag -= 1
                _fail(
                    posted, f"the queue of {posted.letter.key} stands on a member of the broker that is away"
                )

    def _is_prepared(self, channel: Any, letter: Letter) -> bool:
        where = (letter.exchange, letter.key)
        if where in self._prepared:
            return True
        if self._away.get(where, 0.0) > time.monotonic():
            return False
        if self._prepare(channel, letter) is False:
            self._away[where] = time.monotonic() + AWAY_S
            return False
        self._away.pop(where, None)
        self._prepared.add(where)
        return True

    def _publish(self, channel: Any, letter: Letter) -> None:
        properties = {"delivery_mode": 2 if letter.persistent else 1, "message_id": letter.message_id}
        headers = {TRACE: letter.trace} if letter.trace else None
        message = channel.prepare_message(
            letter.body, content_type=letter.media, headers=headers, properties=properties
        )
        channel.basic_publish(
            message, letter.exchange, letter.key, mandatory=letter.mandatory, timeout=WRITE_TIMEOUT_S
        )

    def _on_return(self, _error: Exception, exchange: str, key: str, message: Any) -> None:
        """No queue took it. The broker says so before it confirms it, and names it by all we said of it."""
        self._prepared.discard((exchange, key))
        name = message.properties.get("message_id", "")
        for posted in self._outstanding.values():
            letter = posted.letter
            if (letter.exchange, letter.key, letter.message_id) == (exchange, key, name):
                posted.returned = True

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for posted in self._settled(tag, multiple=multiple):
            if posted.returned:
                where = f"{posted.letter.exchange} with key {posted.letter.key}"
                _fail(posted, f"no queue takes letters to {where}; it was not sent")
            elif not posted.result.done():
                posted.result.set_result(None)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        for posted in self._settled(tag, multiple=multiple):
            _fail(posted, f"the broker would not take it for {posted.letter.key}: its queue is full or away")

    def _settled(self, tag: int, *, multiple: bool) -> list[Posted]:
        tags = [known for known in self._outstanding if known <= tag] if multiple else [tag]
        return [self._outstanding.pop(known) for known in tags if known in self._outstanding]

    def _expire(self) -> None:
        """Letters that nobody can still use are given back; one without a confirm ends the connection."""
        now = time.monotonic()
        while True:
            with self._lock:
                if not self._waiting or self._waiting[0].until > now:
                    break
                posted = self._waiting.popleft()
            _fail(posted, f"the broker did not take it within {self._limits.timeout_s} s")
        if any(posted.until <= now for posted in self._outstanding.values()):
            raise OSError(f"no confirm within {self._limits.timeout_s} s")

    def _put_back(self) -> None:
        """All that was not confirmed goes again, in its order and before what came later."""
        now = time.monotonic()
        again = [self._outstanding[tag] for tag in sorted(self._outstanding)]
        self._outstanding.clear()
        late = [posted for posted in again if posted.until <= now]
        for posted in late:
            _fail(posted, f"the broker did not confirm it within {self._limits.timeout_s} s: {self.trouble}")
        for posted in again:
            posted.returned = False
        with self._lock:
            self._waiting.extendleft(posted for posted in reversed(again) if posted.until > now)
        self._expire()

    def _all(self) -> list[Posted]:
        with self._lock:
            return [*self._outstanding.values(), *self._waiting]


def _fail(posted: Posted, text: str) -> None:
    if not posted.result.done():
        posted.result.set_exception(Unavailable(text, cause="bus.not_sent"))
