"""From an event at an agent's push source to its alert on an open console page: the whole chain, in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.feed import feeders
from bench.feed_push import PushFeed
from bench.house import House, house, push_agent
from bench.ours import SHARDS, fill_frames, in_turns
from bench.rows import at_most
from bench.screen import Screen, screen
from bench.stations import at_share, stations

RATE, SECONDS, EVERY = 200, 20.0, 25
WARM_S = 2.0
APPEAR_S = 10.0
P95_MS, P99_MS, DRAINING_P99_MS = 100, 250, 500
# What drains beside the watch: about as much as the workers book in these seconds.
BACKLOG, PER_FRAME, BACKLOG_AGENTS = 100_000, 200, 2
NAMES = {
    "embedded": ("watch: push to alert, p95, embedded", "watch: push to alert, p99, embedded"),
    "production": ("watch: push to alert, p95, servers", "watch: push to alert, p99, servers"),
    "draining": ("watch: p99 while a backlog drains, servers",),
}
BOUNDS = {"embedded": (P95_MS, P99_MS), "production": (P95_MS, P99_MS), "draining": (DRAINING_P99_MS,)}


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}."""
    return [row for column in ("embedded", "production") for row in _measure(column)]


def _measure(column: str) -> Iterator[dict[str, Any]]:
    with house(column) as made:
        port = push_agent(made)
        with screen(made, "/alerts") as page:
            PushFeed(port, rate=RATE, seconds=WARM_S, every=EVERY).run()
            made.wait(made.idle, "the warm-up's end")
            yield from _rows(made, column, _feed(port, 10_000), page)
            if column == "production":
                made.wait(made.idle, "the end of what was watched")
                _fill(made)
                yield from _rows(made, "draining", _feed(port, 20_000), page)


def _feed(port: int, begin: int) -> PushFeed:
    feed = PushFeed(port, rate=RATE, seconds=SECONDS, every=EVERY, begin=begin)
    feed.run()
    return feed


def _fill(made: House) -> None:
    """A backlog of other warehouses' frames stands in the queues."""
    warehouses = feeders(BACKLOG_AGENTS, shards=SHARDS)
    for one in warehouses:
        one.enrol_in(made.hub, made.home.folder / "backlog")
    made.hub.frames.take([one.open() for one in warehouses])
    fill_frames(made.home.settings.broker_url, in_turns(warehouses, BACKLOG, PER_FRAME))


def _rows(made: House, column: str, feed: PushFeed, page: Screen) -> list[dict[str, Any]]:
    missing = page.wait_for(set(feed.due_at), at_most_s=APPEAR_S)
    if missing or feed.faults:
        raise AssertionError(f"no row for {sorted(missing)}; {feed.faults[:3]}")
    rows = page.rows()
    took = [(rows[number] - due) * 1000 for number, due in feed.due_at.items()]
    shares = ", ".join(f"p{share} {at_share(took, share / 100):.0f} ms" for share in (50, 95, 99))
    late = at_share(feed.late_s, 0.99) * 1000
    print(f"  {column}: {len(took)} alerts among {RATE} events/s: {shares}; feed late p99 {late:.0f} ms")
    print("\n".join(stations(made, feed.due_at, rows)), flush=True)
    wanted = zip(NAMES[column], BOUNDS[column], strict=True)
    return [at_most(name, at_share(took, _share(name)), bound, "ms") for name, bound in wanted]


def _share(name: str) -> float:
    return 0.95 if "p95" in name else 0.99


if __name__ == "__main__":
    for row in measure():
        print(row)
