"""From an event at an agent's push source to its alert on an open console page: the whole chain, in time."""

from __future__ import annotations

from typing import Any

from bench.feed_push import PushFeed
from bench.house import House, house, push_agent
from bench.rows import at_most
from bench.screen import Screen, screen
from bench.stations import at_share, stations

RATE, SECONDS, EVERY = 100, 20.0, 25
WARM_S = 2.0
APPEAR_S = 10.0
BOUND_MS = 300
NAMES = {
    "embedded": "watch: push to alert on page, p95, embedded",
    "production": "watch: push to alert on page, p95, servers",
}


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}, one a column."""
    return [_measure(column) for column in NAMES]


def _measure(column: str) -> dict[str, Any]:
    with house(column) as made:
        port = push_agent(made)
        with screen(made, "/alerts") as page:
            PushFeed(port, rate=RATE, seconds=WARM_S, every=EVERY).run()
            made.wait(made.idle, "the warm-up's end")
            feed = PushFeed(port, rate=RATE, seconds=SECONDS, every=EVERY, begin=10_000)
            feed.run()
            missing = page.wait_for(set(feed.due_at), at_most_s=APPEAR_S)
            if missing or feed.faults:
                raise AssertionError(f"no row for {sorted(missing)}; {feed.faults[:3]}")
            return _row(made, column, feed, page)


def _row(made: House, column: str, feed: PushFeed, page: Screen) -> dict[str, Any]:
    rows = page.rows()
    took = [(rows[number] - due) * 1000 for number, due in feed.due_at.items()]
    shares = ", ".join(f"p{share} {at_share(took, share / 100):.0f} ms" for share in (50, 95, 99))
    late = at_share(feed.late_s, 0.99) * 1000
    print(f"  {column}: {len(took)} alerts among {RATE} events/s: {shares}; feed late p99 {late:.0f} ms")
    print("\n".join(stations(made, feed.due_at, rows)))
    return at_most(NAMES[column], at_share(took, 0.95), BOUND_MS, "ms")


if __name__ == "__main__":
    for row in measure():
        print(row)
