"""What a lease tells the worker, so that it need not ask: the same on every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.memory.blobs import MemoryBlobs
from core.hub import failures
from core.hub.arrivals import Arriving
from core.hub.failures import Failure
from core.hub.intake import store_arrivals
from core.kernel.clock import FixedClock
from tests.contracts.stores import KINDS, AnyStore, open_store

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, clock: FixedClock) -> AnyStore:
    return open_store(request.param, request, clock)


def test_a_lease_says_whether_another_try_is_due(store: AnyStore, clock: FixedClock) -> None:
    arriving = Arriving(partner="p", source="s", site="W1", door="rest", delivery="p/rest/k", payload=b"x")
    with store.unit() as unit:
        [arrival] = store_arrivals(unit, MemoryBlobs(), [arriving])
    [lease] = store.lease("one", ttl_s=10, limit=5)
    assert not lease.due
    waits = Failure(
        partition=arrival.partition, number=arrival.number, ordinal=0, state=failures.WAITING,
        station="handle", outcome="unavailable", cause="c", place="", text="", partner="p", source="s",
        mapping="", tries=1, first_at=START, last_at=START, due_at=START + timedelta(seconds=9),
    )  # fmt: skip
    with store.unit() as unit:
        unit.shelf(Failure).add(waits)
        unit.advance(lease, arrival.number)
    assert store.lease("one", ttl_s=10, limit=5) == []

    clock.move(9)

    [lease] = store.lease("one", ttl_s=10, limit=5)
    assert lease.due
    assert store.due(lease.partition, 5) == [waits]
    clock.move(11)
    assert [one.due for one in store.lease("two", ttl_s=10, limit=5)] == [True]
