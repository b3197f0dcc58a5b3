"""What is known of feeds is the same on every store."""

from __future__ import annotations

from datetime import timedelta

from adapters.database.feeds import DatabaseFeeds
from adapters.database.store import DatabaseStore
from adapters.memory.feeds import MemoryFeeds
from core.hub.feeds import Came, Feeds, Rejects, rows_in
from tests.hub_world import START, HubWorld, slip

HOUR = timedelta(hours=1)
SLIPS = ("wms", "slips")


def feeds_of(world: HubWorld) -> Feeds:
    if isinstance(world.store, DatabaseStore):
        return DatabaseFeeds(world.store.engine)
    return MemoryFeeds(world.store)


def test_what_came_is_counted_in_rows_once_and_no_further_than_asked(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "10")), "k1")
    world.clock.move(60)
    world.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "10")), "the same again")
    world.deliver(b"no JSON", "bad")
    feeds = feeds_of(world)
    assert feeds.came(SLIPS, START, START + HOUR, rows_max=9).waiting

    world.work()

    last = START + timedelta(minutes=1)
    assert feeds.came(SLIPS, START, START + HOUR, rows_max=9) == Came(first_at=START, last_at=last, rows=2)
    assert feeds.came(SLIPS, START, START + HOUR, rows_max=1).rows == 1
    assert feeds.came(SLIPS, START, START, rows_max=9).last_at == START, "both ends count"
    assert feeds.came(SLIPS, START + HOUR, START + 2 * HOUR, rows_max=9) == Came()
    assert feeds.came(("wms", "other"), START, START + HOUR, rows_max=9) == Came()


def test_refused_and_unreadable_are_counted_since_a_moment(world: HubWorld) -> None:
    world.deliver(b"no JSON", "bad")
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.clock.move(60)
    world.deliver(b"nor this", "bad again")
    world.work()
    feeds = feeds_of(world)

    assert feeds.rejects("wms", START, limit=9) == Rejects(unreadable=2)
    assert feeds.rejects("wms", START + timedelta(seconds=1), limit=9) == Rejects(unreadable=1)
    assert feeds.rejects("another", START, limit=9) == Rejects()
    assert (feeds.documents("wms", START, limit=9), feeds.documents("wms", START, limit=0)) == (1, 0)


def test_fresh_is_what_came_and_happened_since(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10"), at="2026-11-23T15:00:00+08:00"), "k1")
    world.work()
    feeds = feeds_of(world)

    assert feeds.heard_since("wms", "slips", START)
    assert not feeds.fresh_since("wms", "slips", START), "it happened an hour before it came"
    assert feeds.fresh_since("wms", "slips", START - HOUR)


def test_rows_are_lines_or_lots_or_the_document_itself() -> None:
    assert rows_in(b'{"lines": [{}, {}], "lots": [{}]}') == 2
    assert rows_in(b'{"lots": [{}, {}, {}]}') == 3
    assert rows_in(b'{"lines": []}') == 0
    assert rows_in(b'{"payment_no": "1"}') == 1
