"""Rate limits: a bucket of tokens that fills steadily; who finds it empty is told how long to wait."""

from __future__ import annotations

from typing import Protocol

import msgspec

from core.kernel.errors import Broken


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """So many a second on the long run, and at most `burst` at once."""

    per_s: float
    burst: int

    def __post_init__(self) -> None:
        if self.per_s <= 0 or self.burst < 1:
            raise Broken(f"a rate of {self.per_s} a second with a burst of {self.burst} lets nothing through")


class Limits(Protocol):
    """Buckets by name, shared by all processes where the house has a place for that."""

    def take(self, name: str, rate: Rate, *, count: int = 1) -> float:
        """Takes `count` tokens: 0.0 if there were so many, else the seconds until there will be.

        It always answers at once. What is lost with its place are only the tokens: buckets begin full.
        """
        ...


class Bucket(msgspec.Struct):
    """The tokens of one name; `at` is when they were counted last, in seconds of any one clock."""

    tokens: float
    at: float

    def take(self, rate: Rate, now: float, count: int) -> float:
        """Takes the tokens if there are so many; a bucket never owes. More than the burst never fits."""
        self.tokens = min(float(rate.burst), self.tokens + max(0.0, now - self.at) * rate.per_s)
        self.at = max(self.at, now)
        if self.tokens >= count:
            self.tokens -= count
            return 0.0
        return (count - self.tokens) / rate.per_s


class Buckets:
    """Buckets of one process, the longest unused forgotten first; not for several threads at once."""

    def __init__(self, names_max: int = 10_000) -> None:
        self._names_max = names_max
        self._known: dict[str, Bucket] = {}

    def take(self, name: str, rate: Rate, now: float, count: int) -> float:
        bucket = self._known.pop(name, None) or Bucket(tokens=float(rate.burst), at=now)
        self._known[name] = bucket
        while len(self._known) > self._names_max:
            del self._known[next(iter(self._known))]
        return bucket.take(rate, now, count)
