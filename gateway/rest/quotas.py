"""What one partner may hand in: over it the door first slows, then refuses and says when to come again."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from dataclasses import replace

from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.contracts import Partner
from core.hub.easing import slowed
from gateway.door_limits import DAY_S, DoorLimits
from gateway.rest.problems import Problem

SLOWED_S_MAX = 2.0
# So many of one partner wait at once in a process; each holds no thread, only its connection.
SLOWED_MAX = 64
TRIES_MAX = 20
# What a machine may hand in while its partner's backlog is over its limit; the bucket keeps its fill.
SLOWED_DOCUMENTS_PER_S = 5


class Patience:
    """How the door waits, and by which clock; only tests have another."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def now(self) -> float:
        return time.monotonic()


class Quotas:
    """The quotas of every partner, by their contracts and the settings."""

    def __init__(self, hub: Hub, limits: DoorLimits, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._hub = hub
        self._limits = limits
        self._slowed: Counter[str] = Counter()

    async def admit(self, partner: str, *, slows: bool = True) -> DoorLimits:
        """One document more; gives the partner's limits. Problem 429 where slowing does not do."""
        limits = await run_in_threadpool(self._limits_of, partner)
        pressed = await run_in_threadpool(slowed, self._hub.store, partner, self._hub.clock.now())
        if pressed is not None:
            limits = replace(limits, documents_per_s=min(SLOWED_DOCUMENTS_PER_S, limits.documents_per_s))
        wait_s = await self._take(partner, limits)
        if wait_s and slows and self._slowed[partner] < SLOWED_MAX:
            self._slowed[partner] += 1
            try:
                wait_s = await self._slow(partner, limits, wait_s)
            finally:
                self._slowed[partner] -= 1
        if wait_s:
            many = f"more than {limits.documents_per_s} documents a second"
            if pressed is not None:
                many += f" while {pressed.waiting} of yours wait to be handled"
            raise _later(f"{many}; send again in {{retry}} s, or many in one file", wait_s)
        return limits

    def admit_bytes(self, partner: str, limits: DoorLimits, size: int) -> None:
        """So many bytes of the day. Problem 429, or 413 for what is over a whole day's."""
        if size > limits.bytes_per_day:
            raise Problem(413, f"{size} bytes are over the {limits.bytes_per_day} of a whole day")
        wait_s = self._hub.limits.take(f"rest-bytes/{partner}", limits.daily, count=max(1, size))
        if wait_s:
            many = f"more than {limits.bytes_per_day} bytes a day"
            raise _later(f"{many}; send again in {{retry}} s", wait_s)

    async def _slow(self, partner: str, limits: DoorLimits, wait_s: float) -> float:
        """Waits for a place, two seconds at most; 0 if there was one."""
        until = self._patience.now() + SLOWED_S_MAX
        for _ in range(TRIES_MAX):
            if self._patience.now() + wait_s > until:
                break
            await self._patience.sleep(wait_s)
            wait_s = await self._take(partner, limits)
            if not wait_s:
                break
        return wait_s

    async def _take(self, partner: str, limits: DoorLimits) -> float:
        return await run_in_threadpool(self._hub.limits.take, f"rest/{partner}", limits.rate)

    def _limits_of(self, partner: str) -> DoorLimits:
        row = self._hub.store.get(Partner, partner)
        return self._limits.of(self._hub.library.contract(row.contract) if row is not None else None)


def _later(text: str, wait_s: float) -> Problem:
    retry = str(min(DAY_S, math.ceil(wait_s)))
    return Problem(429, text.format(retry=retry), headers={"Retry-After": retry})
