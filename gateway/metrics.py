"""Figures for Prometheus: per partner how much flows, waits and fails, and how full its spools are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from core.hub import failures
from core.hub.agents import Agent
from core.hub.arrivals import Stream
from core.hub.heartbeats import Beat
from core.hub.ports import Store
from core.hub.views import Outlet, Views
from gateway.pressure_metrics import pressure
from gateway.pull_metrics import pulls

STREAMS_MAX, AGENTS_MAX, GROUPS_MAX = 10_000, 10_000, 1_000
# One look at the store a stream: beyond so many that wait, the oldest of the longest queues are looked at.
OLDEST_MAX = 200
STATES = (failures.OPEN, failures.WAITING, failures.PARKED)
_BEAT = msgspec.json.Decoder(Beat)


class Figures:
    """A collector: every scrape asks the store, with bounds, and remembers only how fast spools fill."""

    def __init__(self, store: Store, views: Views, *, more: Callable[[], list[Metric]] = list) -> None:
        self._store, self._views, self._more = store, views, more
        self._filling: dict[str, _Filling] = {}

    def text(self) -> bytes:
        """Prometheus' text format; Unavailable if the store is away."""
        registry = CollectorRegistry()
        families = [*self._streams(), *self._failures(), *self._agents()]
        registry.register(_Once([*families, *pressure(self._store), *pulls(self._store), *self._more()]))
        return generate_latest(registry)

    def _streams(self) -> list[Metric]:
        streams = {row.partition: row for row in self._store.rows(Stream, limit=STREAMS_MAX)}
        outlets = [one for one in self._views.outlets() if one.partition in streams]
        names = {one.partition: _of(streams[one.partition]) for one in outlets}
        taken = CounterMetricFamily(
            "lianqiao_messages_taken", "Arrivals taken in", labels=("partner", "site")
        )
        handled = CounterMetricFamily(
            "lianqiao_messages_handled", "Arrivals handled", labels=("partner", "site")
        )
        waiting = GaugeMetricFamily(
            "lianqiao_messages_waiting", "Arrivals nobody has handled yet", labels=("partner", "site")
        )
        stopped = GaugeMetricFamily(
            "lianqiao_stream_stopped", "1 where a broken promise stopped it", labels=("partner", "site")
        )
        for one in outlets:
            labels = names[one.partition]
            taken.add_metric(labels, one.taken)
            handled.add_metric(labels, one.position)
            waiting.add_metric(labels, one.waiting)
            stopped.add_metric(labels, bool(one.stopped))
        return [taken, handled, waiting, stopped, self._oldest(outlets, names)]

    def _oldest(self, outlets: Iterable[Outlet], names: dict[int, tuple[str, str]]) -> Metric:
        """How long the oldest arrival of each stream that waits has waited: its lag in time."""
        found = GaugeMetricFamily(
            "lianqiao_oldest_waiting_seconds", "Age of the oldest that waits", labels=("partner", "site")
        )
        now = self._store.now()
        lagging = sorted((one for one in outlets if one.waiting > 0), key=lambda one: -one.waiting)
        for one in lagging[:OLDEST_MAX]:
            arrival = self._store.arrival(one.partition, one.position + 1)
            if arrival is not None:
                found.add_metric(names[one.partition], (now - arrival.received_at).total_seconds())
        return found

    def _failures(self) -> list[Metric]:
        found = GaugeMetricFamily(
            "lianqiao_failures", "Messages that failed, by state", labels=("partner", "state")
        )
        for state in STATES:
            counts: Counter[str] = Counter()
            for group in self._views.groups(state, limit=GROUPS_MAX):
                counts[group.partner] += group.count
            for partner, count in counts.items():
                found.add_metric((partner, state), count)
        return [found]

    def _agents(self) -> list[Metric]:
        labels = ("partner", "agent")
        heard = GaugeMetricFamily("lianqiao_agent_heard_seconds", "Since the last heartbeat", labels=labels)
        depth = GaugeMetricFamily("lianqiao_agent_spool_frames", "Frames in its spool", labels=labels)
        share = GaugeMetricFamily("lianqiao_agent_spool_share", "Of its spool that is full", labels=labels)
        full = GaugeMetricFamily(
            "lianqiao_agent_spool_full_in_seconds",
            "At the present pace; none while it empties",
            labels=labels,
        )
        skew = GaugeMetricFamily("lianqiao_agent_skew_seconds", "Its clock minus the hub's", labels=labels)
        now = self._store.now()
        for agent in self._store.rows(Agent, limit=AGENTS_MAX):
            beat = _beat_of(agent)
            if beat is None or agent.beat_at is None:
                continue
            who = (agent.partner, agent.agent)
            heard.add_metric(who, (now - agent.beat_at).total_seconds())
            depth.add_metric(who, beat.depth)
            skew.add_metric(who, agent.skew_ms / 1000)
            if beat.bytes_max:
                share.add_metric(who, beat.bytes / beat.bytes_max)
            filling = self._filling.setdefault(agent.agent, _Filling())
            left_s = filling.heard(beat, agent.beat_at)
            if left_s is not None:
                full.add_metric(who, left_s)
        return [heard, depth, share, full, skew]


class _Filling:
    """How fast one spool fills, from one heartbeat to the next."""

    def __init__(self) -> None:
        self._beat = -1
        self._at: datetime | None = None
        self._bytes = 0
        self._left_s: float | None = None

    def heard(self, beat: Beat, at: datetime) -> float | None:
        """Seconds until it is full; None while it empties or nothing is known yet."""
        if beat.beat != self._beat and self._at is not None and at > self._at:
            growth = (beat.bytes - self._bytes) / (at - self._at).total_seconds()
            self._left_s = (beat.bytes_max - beat.bytes) / growth if growth > 0 else None
        if beat.beat != self._beat:
            self._beat, self._at, self._bytes = beat.beat, at, beat.bytes
        return self._left_s


class _Once:
    """What was collected before, so that an error of the store is the door's answer and not half a page."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def _of(stream: Stream) -> tuple[str, str]:
    return stream.partner, stream.site


def _beat_of(agent: Agent) -> Beat | None:
    try:
        return _BEAT.decode(agent.status)
    except msgspec.DecodeError:
        return None
