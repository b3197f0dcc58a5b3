"""The circuit breaker of an endpoint: after failures in a row it opens, and one probe a while tries again."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from core.hub.outbox import Breaker


class BreakerRule(msgspec.Struct, frozen=True, kw_only=True):
    """Opens after `failures_max` failures in a row for open_s, twice as long each time, at most longest_s."""

    failures_max: int = 5
    open_s: float = 15.0
    longest_s: float = 300.0

    def failed(self, known: Breaker | None, endpoint: str, at: datetime, text: str) -> Breaker:
        """The breaker after one more failure."""
        failures = (known.failures if known else 0) + 1
        over = failures - self.failures_max
        until = None
        if over >= 0:
            wait = min(self.open_s * 2 ** min(over, 30), self.longest_s)
            spread = sha256(f"{endpoint}/{failures}".encode()).digest()[0] / 255
            until = at + timedelta(seconds=wait * (1 + spread / 4))
        return Breaker(endpoint=endpoint, failures=failures, until=until, text=text[:500])


def is_open(breaker: Breaker | None, at: datetime) -> bool:
    """Nothing may be sent there now."""
    return breaker is not None and breaker.until is not None and breaker.until > at


def is_probing(breaker: Breaker | None, at: datetime) -> bool:
    """It was open and its time is over: exactly one send may try."""
    return breaker is not None and breaker.until is not None and breaker.until <= at


def closed(endpoint: str) -> Breaker:
    """The breaker after an answer, whatever it said: the other side is there."""
    return Breaker(endpoint=endpoint, failures=0, until=None, text="")
