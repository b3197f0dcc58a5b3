"""Heartbeats off the broker, and the queues down to every agent that was enrolled."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from adapters.bus.consumer import Consumer, Reads
from adapters.bus.downlink import Downlinks
from adapters.bus.inbox import RunLimits
from adapters.bus.topology import DOWN_EXCHANGE, declare_beats, declare_down
from core.hub.agents import Agent
from core.hub.bus import BEATS, Delivery
from core.hub.ports import Store
from core.hub.uplink import BeatRuns
from core.kernel.errors import Unavailable

LOG = logging.getLogger("lianqiao.bus")
AGENTS_EVERY_S = 5.0
AGENTS_MAX = 100_000


class BeatConsumer:
    """Hears heartbeats and answers them; an agent that has just enrolled finds its queue within seconds."""

    def __init__(self, url: str, runs: BeatRuns, downlinks: Downlinks, store: Store) -> None:
        self._runs = runs
        self._downlinks = downlinks
        self._store = store
        self._declared: set[str] = set()
        self._looked_at = float("-inf")
        reads = Reads(declare=self._declare, shared=(BEATS,), tick=self._declare_new)
        limits = RunLimits(frames_max=200, prefetch=400)
        self.consumer = Consumer(url=url, take=self._take, reads=reads, limits=limits)

    def run(self, stop: threading.Event) -> None:
        """Until stopped; a store or a broker that is away is waited for."""
        self.consumer.run(stop)

    def _take(self, run: Sequence[Delivery]) -> None:
        self._downlinks.tell(self._runs.take(run))

    def _declare(self, channel: Any) -> None:
        declare_beats(channel)
        DOWN_EXCHANGE(channel).declare()
        self._declared.clear()
        self._looked_at = float("-inf")
        self._declare_new(channel)

    def _declare_new(self, channel: Any) -> None:
        if time.monotonic() - self._looked_at < AGENTS_EVERY_S:
            return
        self._looked_at = time.monotonic()
        try:
            agents = self._store.rows(Agent, limit=AGENTS_MAX)
        except Unavailable as error:
            LOG.warning("the agents cannot be read now: %s", error.text)
            return
        for agent in agents:
            # One whose queue stands on a member that is away is looked after again in a few seconds.
            new = agent.state == "enrolled" and agent.agent not in self._declared
            if new and declare_down(channel, agent.agent):
                self._declared.add(agent.agent)
