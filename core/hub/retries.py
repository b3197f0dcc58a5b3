"""When something is tried again: back-off that doubles, with jitter that follows from the message."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import msgspec


class Retries(msgspec.Struct, frozen=True, kw_only=True):
    """first_s, then twice as long each time, at most longest_s apart, at most tries_max tries."""

    first_s: float = 2.0
    longest_s: float = 300.0
    tries_max: int = 8

    def next_try(self, tries: int, at: datetime, name: str) -> datetime | None:
        """When to try again after `tries` tries, or None when it is enough.

        Jitter (up to a quarter) comes from the name and the try, so that a thousand messages that failed
        together do not come back together, and a rebuild still computes the same.
        """
        if tries >= self.tries_max:
            return None
        wait = min(self.first_s * 2 ** (tries - 1), self.longest_s)
        spread = sha256(f"{name}/{tries}".encode()).digest()[0] / 255
        return at + timedelta(seconds=wait * (1 + spread / 4))
