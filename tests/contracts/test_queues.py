"""The outbox's queues, in memory and in both databases: only the oldest unsent of a key may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.database.engine import make_engine
from adapters.database.queues import DatabaseQueues
from adapters.memory.queues import MemoryQueues
from adapters.memory.store import MemoryStore
from core.hub import failures
from core.hub.endpoints import Queues
from core.hub.failures import Failure
from core.hub.outbox import Outgoing
from core.kernel.clock import FixedClock
from core.kernel.errors import Unavailable
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import AnyStore

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Row = tuple[str, str, int, str, int]


@pytest.fixture(params=KINDS)
def outbox(request: pytest.FixtureRequest) -> tuple[AnyStore, Queues]:
    store = open_store(request.param, request, FixedClock(NOON))
    queues = MemoryQueues(store) if isinstance(store, MemoryStore) else DatabaseQueues(store.engine)
    return store, queues


@pytest.fixture
def keep(outbox: tuple[AnyStore, Queues]) -> Callable[..., None]:
    def keep(*rows: Row) -> None:
        """Rows as (endpoint, key, place, state, seconds until due)."""
        with outbox[0].unit() as unit:
            for row in rows:
                unit.shelf(Outgoing).add(outgoing(*row))

    return keep


def outgoing(endpoint: str, key: str, place: int, state: str, due_s: int) -> Outgoing:
    return Outgoing(
        send_id=f"{endpoint}{key}{place}",
        endpoint=endpoint,
        key=key,
        place=place,
        partition=1,
        number=place,
        ordinal=0,
        message_id="m",
        type="t",
        body=b"{}",
        contract="c",
        state=state,
        tries=0,
        intent_at=NOON,
        due_at=NOON + timedelta(seconds=due_s),
        text="",
    )


def heads(outbox: tuple[AnyStore, Queues], endpoint: str = "a", *, limit: int = 100) -> Sequence[str]:
    return [row.send_id for row in outbox[1].heads(endpoint, NOON, limit=limit)]


def test_the_oldest_of_each_key_is_its_head(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(("a", "k", 2, "waiting", 0), ("a", "k", 1, "waiting", 0), ("a", "l", 3, "waiting", -5))

    assert heads(outbox) == ["al3", "ak1"]


def test_what_is_not_due_holds_what_stands_behind_it(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(("a", "k", 1, "waiting", 30), ("a", "k", 2, "waiting", 0))

    assert heads(outbox) == []


def test_what_is_in_doubt_holds_what_stands_behind_it(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(("a", "k", 1, "in_doubt", 0), ("a", "k", 2, "waiting", 0))

    assert heads(outbox) == []


def test_what_was_sent_or_given_up_holds_nothing(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(("a", "k", 1, "sent", 0), ("a", "k", 2, "given_up", 0), ("a", "k", 3, "waiting", 0))

    assert heads(outbox) == ["ak3"]


def test_a_key_of_another_endpoint_is_another_queue(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(("b", "k", 1, "waiting", 30), ("a", "k", 2, "waiting", 0))

    assert heads(outbox) == ["ak2"]
    assert heads(outbox, "b") == []


def test_endpoints_are_those_with_something_due(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(
        ("a", "k", 1, "sent", 0),
        ("b", "k", 1, "waiting", 1),
        ("d", "k", 1, "waiting", 0),
        ("c", "k", 1, "waiting", 0),
    )

    assert list(outbox[1].endpoints(NOON, limit=10)) == ["c", "d"]
    assert list(outbox[1].endpoints(NOON, limit=1)) == ["c"]


def test_what_was_sent_long_ago_is_found_oldest_first(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(
        ("a", "k", 1, "sent", -5),
        ("a", "k", 2, "sent", -9),
        ("a", "k", 3, "sent", 0),
        ("a", "k", 4, "waiting", -9),
    )

    assert [row.send_id for row in outbox[1].sent_before(NOON, limit=9)] == ["ak2", "ak1"]
    assert [row.send_id for row in outbox[1].sent_before(NOON, limit=1)] == ["ak2"]


def test_no_more_heads_than_asked_for(outbox: tuple[AnyStore, Queues], keep: Callable[..., None]) -> None:
    keep(*[("a", f"k{place}", place, "waiting", -place) for place in range(1, 6)])

    assert heads(outbox, limit=2) == ["ak55", "ak44"]


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    queues = DatabaseQueues(make_engine(f"sqlite:///{tmp_path}/nowhere/hub.db"))

    with pytest.raises(Unavailable, match="did not answer"):
        queues.endpoints(NOON, limit=1)


def test_what_was_meant_while_the_clock_was_ahead_is_due_when_it_is_set_right(
    outbox: tuple[AnyStore, Queues],
) -> None:
    """One that was tried is due when it says so: its claim may be somebody's still."""
    ahead = NOON + timedelta(minutes=20)
    with outbox[0].unit() as unit:
        for number, tries in enumerate((0, 1)):
            row = outgoing("a", f"k{number}", 1, "waiting", 1200)
            unit.shelf(Outgoing).add(replace(row, intent_at=ahead, tries=tries))
        unit.shelf(Outgoing).add(replace(outgoing("a", "claimed", 1, "waiting", 1240), intent_at=ahead))

    assert outbox[1].endpoints(NOON, limit=10) == ["a"]
    assert heads(outbox) == ["ak01"]


def test_a_send_whose_message_may_be_tried_again_is_kept_until_it_is_over(
    outbox: tuple[AnyStore, Queues], keep: Callable[..., None]
) -> None:
    keep(("e", "a", 1, "sent", -99), ("e", "a", 2, "sent", -98))
    store, queues = outbox
    with store.unit() as unit:
        unit.shelf(Failure).add(failure(1, failures.OPEN))

    assert [row.place for row in queues.sent_before(NOON, limit=9)] == [2]

    with store.unit() as unit:
        unit.shelf(Failure).put(failure(1, failures.MENDED))
    assert [row.place for row in queues.sent_before(NOON, limit=9)] == [1, 2]


def failure(number: int, state: str) -> Failure:
    return Failure(
        partition=1, number=number, ordinal=0, state=state, station="handle", outcome="refused", cause="c",
        place="", text="x", partner="p", source="s", mapping="", tries=1, first_at=NOON, last_at=NOON,
        due_at=None,
    )  # fmt: skip
