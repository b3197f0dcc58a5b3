"""Consumes queues in runs for as long as the worker lives: connects, declares, takes, acknowledges, again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from adapters.bus.balance import Balance
from adapters.bus.connection import BROKER_ERRORS, HEARTBEAT_S, back_off
from adapters.bus.inbox import EXPRESS, ORDINARY, RunLimits
from adapters.bus.session import QueueGone, Session
from core.hub.bus import Take

LOG = logging.getLogger("lianqiao.bus")
# A worker that comes is given its queues so soon; each look asks the broker once.
BALANCE_EVERY_S = 1.0


# A run that is held longer is trouble: the store is away, or taking it hangs.
HELD_S_MAX = 10.0


def _nothing(_told: Any) -> None:
    """Nothing more to do at each tick, and nobody to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What a consumer reads.

    declare: makes the queues, on each connection. single: queues that one worker reads at a time, shared
    out among the workers. express: such queues whose deliveries overtake those of the others. shared:
    queues that all read. dead: those of dead letters. tick: called about twice a second with the channel.
    """

    declare: Callable[[Any], None]
    single: tuple[str, ...] = ()
    express: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    tick: Callable[[Any], None] = _nothing


@dataclass(slots=True, kw_only=True)
class Consumer:
    """Reads queues of one broker; `trouble` says what is wrong with it now, "" = nothing.

    connections: how many it has made; one more than were lost. turned: told at each turn what is wrong.
    """

    url: str
    take: Take
    reads: Reads
    limits: RunLimits = field(default_factory=RunLimits)
    heartbeat_s: float = HEARTBEAT_S
    balance_every_s: float = BALANCE_EVERY_S
    trouble: str = ""
    connections: int = 0
    turned: Callable[[str], None] = _nothing

    def run(self, stop: threading.Event) -> None:
        """Until stopped; a broker that is away or a queue that is gone is tried again with back-off.

        What `take` raises besides Unavailable comes out of here; the run it was about is not acknowledged.
        """
        waits = back_off()
        while not stop.is_set():
            try:
                self._connected(stop)
                waits = back_off()
            except (QueueGone, *BROKER_ERRORS) as error:
                if not self.trouble:
                    waits = back_off()
                wait = next(waits)
                self.trouble = f"{type(error).__name__}: {error}"
                self.turned(f"the broker: {self.trouble}")
                LOG.warning("the broker: %s; next try in %.1f s", self.trouble, wait)
                stop.wait(wait)

    def _connected(self, stop: threading.Event) -> None:
        session = Session(self.url, self.take, limits=self.limits, heartbeat_s=self.heartbeat_s)
        try:
            balances = self._balances()
            self.reads.declare(session.channel)
            for lane, balance in balances.items():
                for queue in balance.queues:
                    session.subscribe(queue, lane=lane, heard=balance.heard(queue))
            for queue in self.reads.shared:
                session.subscribe(queue)
            for queue in self.reads.dead:
                session.subscribe(queue, dead=True)
            self.trouble = ""
            self.connections += 1
            session.serve(stop, lambda: self._tick(session, balances))
        finally:
            session.close()

    def _balances(self) -> dict[int, Balance]:
        """Each lane's queues are shared out for themselves: an idle one is no share of a busy worker's."""
        lanes = {ORDINARY: self.reads.single, EXPRESS: self.reads.express}
        return {lane: Balance(queues, self.balance_every_s) for lane, queues in lanes.items() if queues}

    def _tick(self, session: Session, balances: dict[int, Balance]) -> None:
        held_s = session.held_s
        self.turned(f"a run is held for {held_s:.0f} s" if held_s > HELD_S_MAX else "")
        self.reads.tick(session.channel)
        if not self.reads.dead:
            return
        for lane, balance in balances.items():
            if balance.due():
                # Every worker reads the dead letters, so their queue counts the workers.
                self._leave_surplus(session, lane, balance, session.consumers(self.reads.dead[0]))

    def _leave_surplus(self, session: Session, lane: int, balance: Balance, workers: int) -> None:
        surplus = balance.surplus(workers)
        if surplus is not None:
            LOG.info("%s is left to another of %d workers", surplus, workers)
            session.back_of_the_line(surplus, lane, balance.heard(surplus))
            balance.forget(surplus)
