"""Rate limits that all processes share; while Redis is away each process counts for itself."""

from __future__ import annotations

import threading
import time

import redis

from adapters.redis.connection import ANSWER_TIMEOUT_S, Pause, connect
from core.hub.limits import Buckets, Rate

PREFIX = "lianqiao:limit:"
# By the server's clock, which is one for all processes. Tokens and moment as text: Lua's numbers are doubles,
# good enough for tokens. The key goes by itself once its bucket must be full again.
_TAKE = """
local rate, burst, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]) or burst, tonumber(kept[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local wait = 0
if tokens >= count then tokens = tokens - count else wait = (count - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return string.format('%.6f', wait)
"""


class RedisLimits:
    """Buckets in Redis, one round trip a question, which waits at most so long for its answer."""

    def __init__(self, url: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        self._redis = connect(url, answer_timeout_s=answer_timeout_s)
        self._take = self._redis.register_script(_TAKE)
        self._pause = Pause()
        self._alone = Buckets()
        self._lock = threading.Lock()

    def take(self, name: str, rate: Rate, *, count: int = 1) -> float:
        if self._pause.is_over:
            try:
                return float(self._take(keys=[PREFIX + name], args=[rate.per_s, rate.burst, count]))
            except redis.RedisError:
                self._pause.begin()
        with self._lock:
            return self._alone.take(name, rate, time.monotonic(), count)

    def close(self) -> None:
        self._redis.close()
