"""Wake-ups by Redis' publish and subscribe: told from a thread of its own, heard in another."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import redis

from adapters.redis.connection import PAUSE_S, connect

LOG = logging.getLogger("lianqiao.wake")
CHANNEL = "lianqiao:wake:"
LISTEN_S = 0.5
TELL_S = 0.2


class RedisWake:
    """One process on the line; `run` is its loop. Nothing waits for it, nothing fails by it."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url)
        self._hearing = connect(url, answer_timeout_s=LISTEN_S * 4)
        self._me = secrets.token_hex(8).encode()
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._due: set[str] = set()
        self._told = threading.Event()
        self._lock = threading.Lock()
        self._echo = threading.local()

    def tell(self, topic: str) -> None:
        """Hints wait for the teller's thread as one; what a heard hint leads to is not told again."""
        if getattr(self._echo, "hearing", False):
            return
        with self._lock:
            self._due.add(topic)
        self._told.set()

    def listen(self, topic: str, heard: Callable[[], None]) -> None:
        self._listeners.setdefault(topic, []).append(heard)

    def run(self, stop: threading.Event) -> None:
        """Hears until stopped; a thread beside it tells. Redis away: again every two seconds."""
        teller = threading.Thread(target=self._tell_until, args=(stop,), name="wake-teller", daemon=True)
        teller.start()
        while not stop.is_set():
            try:
                self._hear_until(stop)
            except redis.RedisError as error:
                LOG.warning("live hints are away, pages look for themselves: %s", error)
                stop.wait(PAUSE_S)
        self._told.set()
        teller.join(PAUSE_S)
        self._redis.close()
        self._hearing.close()

    def _hear_until(self, stop: threading.Event) -> None:
        line: Any = self._hearing.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        with line:
            line.psubscribe(f"{CHANNEL}*")
            # What was told while nobody listened is made up for by one hint of everything.
            for topic in self._listeners:
                self._hear(topic)
            while not stop.is_set():
                message = line.get_message(timeout=LISTEN_S)
                if message is not None and message["data"] != self._me:
                    self._hear(message["channel"].decode().removeprefix(CHANNEL))

    def _hear(self, topic: str) -> None:
        self._echo.hearing = True
        try:
            for heard in self._listeners.get(topic, []):
                heard()
        finally:
            self._echo.hearing = False

    def _tell_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._told.wait(TELL_S)
            self._told.clear()
            with self._lock:
                due, self._due = self._due, set()
            try:
                for topic in sorted(due):
                    self._redis.publish(f"{CHANNEL}{topic}", self._me)
            except redis.RedisError:
                stop.wait(PAUSE_S)
