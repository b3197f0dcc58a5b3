"""One Redis connection pool with every limit said, and a pause after it failed."""

from __future__ import annotations

import time
from collections.abc import Callable

import redis

CONNECT_TIMEOUT_S = 0.5
ANSWER_TIMEOUT_S = 0.5
CONNECTIONS_MAX = 20
PAUSE_S = 2.0
HEALTH_EVERY_S = 30


def connect(url: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S) -> redis.Redis:
    """Nothing is sent yet; no call waits longer than half a second unless it says so."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=answer_timeout_s,
        max_connections=CONNECTIONS_MAX,
        health_check_interval=HEALTH_EVERY_S,
        retry=None,
        decode_responses=False,
    )


class Pause:
    """After a failure Redis is not asked for a while, so that its loss costs nobody half a second a call."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = float("-inf")

    @property
    def is_over(self) -> bool:
        return self._clock() >= self._until

    def begin(self) -> None:
        self._until = self._clock() + PAUSE_S
