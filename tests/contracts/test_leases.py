"""What every message store promises of leases: one worker at a time, a fence, a position that moves once."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from core.hub import failures
from core.hub.agents import Watermark
from core.hub.failures import Failure
from core.hub.ports import LEASE_TTL_S_MAX, WISH_S, Head, Lease
from core.kernel.clock import FixedClock
from core.kernel.errors import Unavailable
from tests.contracts.stores import KINDS, START, advance, arriving, open_store, take
from tests.hub_world import AnyStore


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, clock: FixedClock) -> AnyStore:
    return open_store(request.param, request, clock)


def test_a_partition_is_leased_to_one_worker_until_its_time_is_over(
    store: AnyStore, clock: FixedClock
) -> None:
    take(store, arriving())

    [first] = store.lease("one", ttl_s=10, limit=5)
    assert store.lease("two", ttl_s=10, limit=5) == []
    assert store.lease("one", ttl_s=10, limit=5) == [first]
    clock.move(11)
    [second] = store.lease("two", ttl_s=10, limit=5)

    assert second.fence > first.fence
    with pytest.raises(Unavailable, match="no longer"):
        advance(store, first, 1, "by the old owner")
    assert store.rows(Watermark, limit=9) == []
    advance(store, second, 1, "by the new owner")
    assert store.lease("two", ttl_s=10, limit=5) == []


def test_a_dead_workers_lease_ends_though_the_clock_was_set_back(store: AnyStore, clock: FixedClock) -> None:
    take(store, arriving())
    [first] = store.lease("dead", ttl_s=10, limit=5)
    clock.move(-86_400)

    [second] = store.lease("two", ttl_s=10, limit=5)

    assert (second.owner, second.fence) == ("two", first.fence + 1)
    with pytest.raises(Unavailable, match="no longer"):
        advance(store, first, 1, "by the dead one, who was only slow")
    assert store.lease("three", ttl_s=10, limit=5) == []


def test_a_clock_set_back_a_little_costs_no_living_worker_its_lease(
    store: AnyStore, clock: FixedClock
) -> None:
    take(store, arriving())
    [first] = store.lease("one", ttl_s=10, limit=5)

    clock.move(-40)
    assert store.lease("two", ttl_s=10, limit=5) == []
    clock.move(LEASE_TTL_S_MAX)

    [second] = store.lease("two", ttl_s=10, limit=5)
    assert second.fence == first.fence + 1


def test_a_living_worker_renews_its_lease_after_the_clock_was_set_back(
    store: AnyStore, clock: FixedClock
) -> None:
    take(store, arriving())
    [first] = store.lease("one", ttl_s=10, limit=5)
    clock.move(-86_400)

    assert store.lease("one", ttl_s=10, limit=5) == [first]
    assert store.lease("two", ttl_s=10, limit=5) == []
    clock.move(11)
    assert [lease.owner for lease in store.lease("two", ttl_s=10, limit=5)] == ["two"]


def test_no_lease_is_longer_than_the_longest(store: AnyStore, clock: FixedClock) -> None:
    take(store, arriving())
    store.lease("one", ttl_s=LEASE_TTL_S_MAX * 10, limit=5)

    assert store.lease("two", ttl_s=10, limit=5) == []
    clock.move(LEASE_TTL_S_MAX)

    assert [lease.owner for lease in store.lease("two", ttl_s=10, limit=5)] == ["two"]


def test_a_lease_is_lengthened_while_its_owner_works_on(store: AnyStore, clock: FixedClock) -> None:
    take(store, arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    clock.move(9)

    assert store.renew(lease, ttl_s=10)
    clock.move(9)

    assert store.lease("two", ttl_s=10, limit=5) == []
    advance(store, lease, 1, "by its owner")


def test_a_lease_that_another_has_taken_is_not_lengthened(store: AnyStore, clock: FixedClock) -> None:
    take(store, arriving())
    [lost] = store.lease("one", ttl_s=10, limit=5)
    clock.move(11)
    [lease] = store.lease("two", ttl_s=10, limit=5)

    assert not store.renew(lost, ttl_s=10)
    clock.move(9)
    assert store.renew(lease, ttl_s=10)


def test_a_lease_that_was_given_back_is_not_lengthened_by_who_gave_it(store: AnyStore) -> None:
    take(store, arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    store.release("one")
    assert not store.renew(lease, ttl_s=10)
    [other] = store.lease("two", ttl_s=10, limit=5)

    assert not store.renew(lease, ttl_s=10)
    assert store.renew(other, ttl_s=10)


def test_a_position_moves_once(store: AnyStore) -> None:
    take(store, arriving(), arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    advance(store, lease, 1, "first")

    with pytest.raises(Unavailable):
        advance(store, lease, 1, "second")

    advance(store, msgspec.structs.replace(lease, position=1), 2, "third")
    assert store.lease("one", ttl_s=10, limit=5) == []


def test_a_released_partition_is_free_at_once(store: AnyStore) -> None:
    take(store, arriving())
    store.lease("one", ttl_s=1000, limit=5)

    store.release("one")

    assert [lease.owner for lease in store.lease("two", ttl_s=10, limit=5)] == ["two"]


def test_a_lease_says_how_much_waits(store: AnyStore) -> None:
    take(store, *[arriving() for _ in range(3)])
    [lease] = store.lease("one", ttl_s=10, limit=5)
    advance(store, lease, 1, "handled")
    [again] = store.lease("one", ttl_s=10, limit=5)

    assert (lease.waiting, again.waiting) == (3, 2)


def test_a_lease_says_whether_another_try_is_due(store: AnyStore, clock: FixedClock) -> None:
    [arrival] = take(store, arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    assert not lease.due
    waits = Failure(
        partition=arrival.partition, number=arrival.number, ordinal=0, state=failures.WAITING,
        station="handle", outcome="unavailable", cause="c", place="", text="", partner="p", source="s",
        mapping="", tries=1, first_at=START, last_at=START, due_at=START + timedelta(seconds=9),
    )  # fmt: skip
    with store.unit() as unit:
        unit.shelf(Failure).add(waits)
        unit.advance(lease, msgspec.structs.replace(lease, position=arrival.number))
    assert store.lease("one", ttl_s=10, limit=5) == []

    clock.move(9)

    [lease] = store.lease("one", ttl_s=10, limit=5)
    assert lease.due
    assert store.due(lease.partition, 5) == [waits]
    clock.move(11)
    assert [one.due for one in store.lease("two", ttl_s=10, limit=5)] == [True]


def test_a_stopped_partition_waits_for_a_person(store: AnyStore) -> None:
    take(store, arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)

    store.stop(lease.partition, "a promise failed")
    assert store.lease("one", ttl_s=10, limit=5) == []
    store.start(lease.partition)

    [again] = store.lease("one", ttl_s=10, limit=5)
    assert isinstance(again, Lease)


def test_a_worker_with_nothing_to_do_is_handed_its_share(store: AnyStore) -> None:
    take(store, *(arriving(site=f"W{number}") for number in range(4)))
    leased = store.lease("one", ttl_s=10, limit=9)
    assert store.lease("two", ttl_s=10, limit=9) == []

    assert store.ask("two")
    assert store.share("one", ttl_s=10) == 2

    kept = {lease.partition for lease in store.lease("one", ttl_s=10, limit=9)}
    given = {lease.partition: lease for lease in store.lease("two", ttl_s=10, limit=9)}
    assert len(kept) == len(given) == 2
    assert kept | given.keys() == {lease.partition for lease in leased}
    lost = next(lease for lease in leased if lease.partition in given)
    with pytest.raises(Unavailable, match="no longer"):
        advance(store, lost, 1, "by who handed it over")
    advance(store, given[lost.partition], 1, "by who was given it")


def test_several_that_ask_are_each_given_some(store: AnyStore) -> None:
    take(store, *(arriving(site=f"W{number}") for number in range(4)))
    store.lease("one", ttl_s=10, limit=9)

    assert all([store.ask("two"), store.ask("three")])
    assert store.share("one", ttl_s=10) == 2

    assert [len(store.lease(one, ttl_s=10, limit=9)) for one in ("one", "two", "three")] == [2, 1, 1]


def test_a_wish_is_granted_once_and_for_a_moment_only(store: AnyStore, clock: FixedClock) -> None:
    take(store, *(arriving(site=f"W{number}") for number in range(8)))
    store.lease("one", ttl_s=10, limit=9)
    store.ask("two")
    assert store.share("one", ttl_s=10) == 4
    assert store.share("one", ttl_s=10) == 0

    store.ask("three")
    clock.move(WISH_S)

    assert store.share("one", ttl_s=10) == 0


def test_what_one_worker_alone_can_do_stays_where_it_is(store: AnyStore) -> None:
    assert not store.ask("two")
    take(store, arriving())
    assert not store.ask("two")
    store.lease("one", ttl_s=10, limit=9)
    assert not store.ask("one")

    assert store.ask("two")
    assert store.share("one", ttl_s=10) == 0


def test_who_stops_asks_for_nothing_any_more(store: AnyStore) -> None:
    take(store, *(arriving(site=f"W{number}") for number in range(4)))
    store.lease("one", ttl_s=10, limit=9)
    store.ask("two")

    store.release("two")

    assert store.share("one", ttl_s=10) == 0


def test_a_lease_carries_the_head_of_its_audit_and_nobody_moves_on_from_an_older_one(store: AnyStore) -> None:
    take(store, arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    assert (lease.links, lease.head) == (0, b"")

    with store.unit() as unit:
        unit.advance(lease, msgspec.structs.replace(lease, links=1, head=b"h" * 32))

    [renewed] = store.lease("one", ttl_s=10, limit=5)
    assert (renewed.links, renewed.head) == (1, b"h" * 32)
    assert store.heads(after=0, limit=9) == [Head(chain=lease.partition, number=1, hash=b"h" * 32)]
    assert store.heads(after=lease.partition, limit=9) == []
    with pytest.raises(Unavailable), store.unit() as unit:
        unit.advance(lease, msgspec.structs.replace(lease, links=1, head=b"x" * 32))
    [still] = store.lease("one", ttl_s=10, limit=5)
    assert still.head == b"h" * 32
