"""Watching the hub's store: what was handed over is waited for until it was handled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from adapters.wiring.hub import Hub
from core.hub.arrivals import Arrival
from core.hub.failures import Failure
from core.hub.status import Status, status_of
from core.kernel.errors import Unavailable
from gateway.demo.family import Family
from gateway.demo.partners import Sent

WAIT_S = 180.0
LOOK_S = 0.05
ROWS_MAX = 1_000
SETTLED = ("done", "noted", "refused")


class Watch:
    """Reads the hub's store beside its processes."""

    def __init__(self, hub: Hub, family: Family) -> None:
        self._hub = hub
        self._family = family

    def handled(self, sent: Iterable[Sent]) -> None:
        """Waits until each of these was handled once; Unavailable if that takes over three minutes."""
        self._wait(sent, self._is_handled)

    def settled(self, sent: Iterable[Sent]) -> None:
        """Waits until none of these is failing or waits for anything any more."""
        self._wait(sent, self._is_settled)

    def _wait(self, sent: Iterable[Sent], there: Callable[[Sent], bool]) -> None:
        until = time.monotonic() + WAIT_S
        for one in sent:
            while not there(one):
                self._family.check()
                if time.monotonic() > until:
                    raise Unavailable(f"{self._how(one)} after {WAIT_S:.0f} s\n{self._family.last_words()}")
                time.sleep(LOOK_S)

    def _how(self, one: Sent) -> str:
        status = self.status(one)
        if status is None:
            return f"{one.partner}'s {one.name!r} has not arrived"
        faults = "; ".join(f"{fault.state}: {fault.text}" for fault in status.faults)
        return f"{one.partner}'s {one.name!r} is {status.state} ({faults})"

    def trouble(self) -> str:
        """What did not go well so far, in words."""
        rows = self._hub.store.rows(Failure, limit=ROWS_MAX)
        return "; ".join(f"{row.cause}: {row.text}" for row in rows) or "nothing failed"

    def arrivals(self, one: Sent) -> list[Arrival]:
        """What arrived under this name, oldest first."""
        rows: Sequence[Arrival] = self._hub.store.rows(Arrival, limit=ROWS_MAX, name=one.name)
        ours = [row for row in rows if (row.partner, row.source) == (one.partner, one.source)]
        return sorted(ours, key=lambda row: (row.received_at, row.number))

    def status(self, one: Sent) -> Status | None:
        """How the so-manieth arrival of this name stands."""
        rows = self.arrivals(one)
        if len(rows) < one.times:
            return None
        row = rows[one.times - 1]
        return status_of(self._hub.store, row.partition, row.number)

    def _is_settled(self, one: Sent) -> bool:
        status = self.status(one)
        return status is not None and status.state in SETTLED

    def _is_handled(self, one: Sent) -> bool:
        rows = self.arrivals(one)
        if len(rows) < one.times:
            return False
        row = rows[one.times - 1]
        outlet = self._hub.views.outlet(row.partition)
        return outlet is not None and outlet.position >= row.number
