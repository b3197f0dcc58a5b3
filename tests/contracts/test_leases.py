"""Leases and the clock: no partition stands still because the clock was set back, nor for a dead worker."""

from __future__ import annotations

import pytest

from core.hub.ports import LEASE_TTL_S_MAX
from core.kernel.clock import FixedClock
from core.kernel.errors import Unavailable
from tests.contracts.stores import AnyStore
from tests.contracts.test_store import _advance, _arriving, _take
from tests.contracts.test_store import clock as clock  # noqa: PLC0414
from tests.contracts.test_store import store as store  # noqa: PLC0414


def test_a_dead_workers_lease_ends_though_the_clock_was_set_back(store: AnyStore, clock: FixedClock) -> None:
    _take(store, _arriving())
    [first] = store.lease("dead", ttl_s=10, limit=5)
    clock.move(-86_400)

    [second] = store.lease("two", ttl_s=10, limit=5)

    assert (second.owner, second.fence) == ("two", first.fence + 1)
    with pytest.raises(Unavailable, match="no longer"):
        _advance(store, first, 1, "by the dead one, who was only slow")
    assert store.lease("three", ttl_s=10, limit=5) == []


def test_a_clock_set_back_a_little_costs_no_living_worker_its_lease(
    store: AnyStore, clock: FixedClock
) -> None:
    _take(store, _arriving())
    [first] = store.lease("one", ttl_s=10, limit=5)

    clock.move(-40)
    assert store.lease("two", ttl_s=10, limit=5) == []
    clock.move(LEASE_TTL_S_MAX)

    [second] = store.lease("two", ttl_s=10, limit=5)
    assert second.fence == first.fence + 1


def test_a_living_worker_renews_its_lease_after_the_clock_was_set_back(
    store: AnyStore, clock: FixedClock
) -> None:
    _take(store, _arriving())
    [first] = store.lease("one", ttl_s=10, limit=5)
    clock.move(-86_400)

    assert store.lease("one", ttl_s=10, limit=5) == [first]
    assert store.lease("two", ttl_s=10, limit=5) == []
    clock.move(11)
    assert [lease.owner for lease in store.lease("two", ttl_s=10, limit=5)] == ["two"]


def test_no_lease_is_longer_than_the_longest(store: AnyStore, clock: FixedClock) -> None:
    _take(store, _arriving())
    store.lease("one", ttl_s=LEASE_TTL_S_MAX * 10, limit=5)

    assert store.lease("two", ttl_s=10, limit=5) == []
    clock.move(LEASE_TTL_S_MAX)

    assert [lease.owner for lease in store.lease("two", ttl_s=10, limit=5)] == ["two"]


def test_a_lease_is_lengthened_while_its_owner_works_on(store: AnyStore, clock: FixedClock) -> None:
    _take(store, _arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    clock.move(9)

    assert store.renew(lease, ttl_s=10)
    clock.move(9)

    assert store.lease("two", ttl_s=10, limit=5) == []
    _advance(store, lease, 1, "by its owner")


def test_a_lease_that_another_has_taken_is_not_lengthened(store: AnyStore, clock: FixedClock) -> None:
    _take(store, _arriving())
    [lost] = store.lease("one", ttl_s=10, limit=5)
    clock.move(11)
    [lease] = store.lease("two", ttl_s=10, limit=5)

    assert not store.renew(lost, ttl_s=10)
    clock.move(9)
    assert store.renew(lease, ttl_s=10)


def test_a_lease_that_was_given_back_is_not_lengthened_by_who_gave_it(store: AnyStore) -> None:
    _take(store, _arriving())
    [lease] = store.lease("one", ttl_s=10, limit=5)
    store.release("one")
    assert not store.renew(lease, ttl_s=10)
    [other] = store.lease("two", ttl_s=10, limit=5)

    assert not store.renew(lease, ttl_s=10)
    assert store.renew(other, ttl_s=10)
