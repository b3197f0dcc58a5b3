"""The worker's loop: leases partitions, handles their runs, lets gapped streams go on, until stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from adapters.file.pulses import Turned, no_pulse
from adapters.wiring.hub import Hub
from core.hub.dispatch import RUN_MAX
from core.hub.ports import Lease
from core.kernel.context import about
from core.kernel.errors import Broken, Unavailable
from gateway.lease_keeper import LeaseKeeper
from gateway.tidying import Tidying

LOG = logging.getLogger("lianqiao.worker")
# A killed worker's partitions stand still for so long.
LEASE_S = 8.0
SHARE_EVERY_S = 0.25
# More than this is a pile: it takes longer than somebody who looks at a page wants to wait.
SMALL_MAX = 100
# While there is little somewhere, a pile's run is short; a long one costs less.
FRESH_S = 2.0
SHORT_RUN = 100
IDLE_WAIT_S = 0.02
TURN_GAP_S = 0.02
GAPS_EVERY_S = 0.25
AWAY_WAIT_S = 1.0
AWAY_WAIT_MAX_S = 15.0


class Worker:
    """One worker of this process; many may run, here and elsewhere: each leases its own partitions.

    turned: told at each turn what is wrong; the store was reached where nothing is.
    """

    def __init__(self, hub: Hub, name: str, *, partitions_max: int, turned: Turned = no_pulse) -> None:
        self._hub = hub
        self._name = name
        self._partitions_max = partitions_max
        self._turned = turned
        self._gaps_at = self._shared_at = 0.0
        self._small_at = -FRESH_S
        self._pile_at: dict[int, float] = {}
        self._tidying = Tidying()
        self._keeper = LeaseKeeper(hub.store, ttl_s=LEASE_S)
        self._chores: list[Callable[[], None]] = []

    def also(self, chore: Callable[[], None]) -> None:
        """Something to do about four times a second, between runs."""
        self._chores.append(chore)

    def run(self, stop: threading.Event) -> None:
        """Works until stopped; what goes wrong is logged and tried again, never swallowed for good."""
        with self._keeper.running():
            self._run(stop)
        self._hub.store.release(self._name)

    def _run(self, stop: threading.Event) -> None:
        away_s = AWAY_WAIT_S
        while not stop.is_set():
            try:
                began = time.monotonic()
                worked = self.turn()
                away_s = AWAY_WAIT_S
            except Unavailable as error:
                self._turned(error.text)
                LOG.warning("the store is away, next try in %.0f s: %s", away_s, error.text)
                stop.wait(away_s)
                away_s = min(away_s * 2, AWAY_WAIT_MAX_S)
                continue
            except Exception as error:
                self._turned(f"{type(error).__name__}: {error}")
                LOG.exception("the worker's turn failed; it goes on in %.0f s", away_s)
                stop.wait(away_s)
                continue
            if not worked:
                self._hub.arrived.wait(IDLE_WAIT_S)
            else:
                # What comes meanwhile goes with the next turn: a unit of work costs the same for one or ten.
                stop.wait(max(0.0, TURN_GAP_S - (time.monotonic() - began)))

    def turn(self) -> bool:
        """Handles what there is; whether there was anything."""
        self._do_chores()
        self._tidying.at_a_quiet_moment()
        leases = self._hub.store.lease(self._name, ttl_s=LEASE_S, limit=self._partitions_max)
        leased_at = time.monotonic()
        self._turned("")
        if len(leases) != 1 and self._shares(leases):
            return True
        failed: Exception | None = None
        for lease in self._small_ones_first(leases):
            if time.monotonic() - leased_at > LEASE_S / 2:
                break  # The others may be somebody else's by now: they are asked for anew.
            try:
                with about(partition=lease.partition), self._keeper.holding(lease):
                    self._hub.dispatcher.dispatch(lease, limit=self._run_max())
                # At once: the runs of other partitions may take a while, and somebody looks at a page.
                self._hub.handled.notify()
            except Broken as error:
                said = {"partition": lease.partition}
                LOG.critical("partition %d stopped: %s", lease.partition, error.text, extra=said)
            except Exception as error:
                # One partition that cannot go on must not keep its neighbours from their turn.
                said = {"partition": lease.partition}
                LOG.warning("partition %d waits: %s", lease.partition, error, extra=said)
                failed = error
            # A turn over many partitions may take its time; each of them is a sign of life.
            self._turned("")
        if failed is not None:
            raise failed
        return bool(leases)

    def _small_ones_first(self, leases: Sequence[Lease]) -> list[Lease]:
        """Those where little waits, and of the piles the one whose turn is longest ago.

        The others have theirs in the next turns: an alert waits for one run of a pile, not for all of them.
        """
        small = [lease for lease in leases if lease.waiting <= SMALL_MAX]
        now = time.monotonic()
        # What is left of a pile is no sign that somebody waits for an alert.
        if any(now - self._pile_at.get(lease.partition, -FRESH_S) >= FRESH_S for lease in small):
            self._small_at = now
        piles = [lease for lease in leases if lease.waiting > SMALL_MAX]
        if not piles:
            return small
        next_pile = min(piles, key=lambda lease: self._pile_at.get(lease.partition, 0.0))
        self._pile_at[next_pile.partition] = now
        return [*small, next_pile]

    def _run_max(self) -> int:
        return SHORT_RUN if time.monotonic() - self._small_at < FRESH_S else RUN_MAX

    def drain(self, *, turns_max: int = 10_000) -> None:
        """Works until nothing is left to do; for commands and tests."""
        for _ in range(turns_max):
            if not self.turn():
                return
        raise Broken(f"there was still work after {turns_max} turns", cause="worker.endless")

    def _shares(self, leases: Sequence[Lease]) -> bool:
        """With nothing to do it asks the others, with several partitions it hands over; whether some went."""
        if time.monotonic() - self._shared_at < SHARE_EVERY_S:
            return False
        self._shared_at = time.monotonic()
        if leases:
            return bool(self._hub.store.share(self._name, ttl_s=LEASE_S))
        self._hub.store.ask(self._name)
        return False

    def _do_chores(self) -> None:
        if time.monotonic() - self._gaps_at < GAPS_EVERY_S:
            return
        self._gaps_at = time.monotonic()
        self._hub.frames.go_on_without(waited_s=self._hub.gap_wait_s)
        for chore in self._chores:
            chore()
