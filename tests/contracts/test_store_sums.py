"""Sums, walks and rows that are taken: every store adds up and holds as every other does."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters.database.store import DatabaseStore
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken
from core.ledger import Book, Late, Line
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import AnyStore

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LARGE = 2**63 - 1
WAIT_S = 20.0


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> AnyStore:
    return open_store(request.param, request, FixedClock(START))


def late(number: int, day: int, *, period: int = 2026_11) -> Late:
    return Late(
        book="general",
        period=period,
        number=f"N{number}",
        record_time=START,
        entry_id=UUID(int=number),
        business_day=day,
    )


def keep(store: AnyStore, *rows: Late) -> None:
    with store.unit() as unit:
        for row in rows:
            unit.shelf(Late).add(row)


def test_sums_are_by_group_and_go_beyond_what_a_column_holds(store: AnyStore) -> None:
    keep(store, late(1, LARGE), late(2, LARGE), late(3, -5, period=2026_12), late(4, -LARGE, period=2026_12))

    assert store.sums(Late, ("period",), "business_day", book="general") == {
        (2026_11,): (2 * LARGE, 2),
        (2026_12,): (-5 - LARGE, 2),
    }
    assert store.sums(
        Late, ("book", "period"), "business_day", book="general", period=(2026_12, 2027_01)
    ) == {("general", 2026_12): (-5 - LARGE, 2)}
    assert store.sums(Late, ("period",), "business_day", book="none") == {}


def test_a_unit_of_work_counts_what_it_adds_itself(store: AnyStore) -> None:
    keep(store, late(1, 10), late(2, 20))

    with store.unit() as unit:
        shelf = unit.shelf(Late)
        shelf.add(late(3, 5))
        shelf.add(late(4, 7, period=2026_12))
        summed = shelf.sums(("period",), "business_day", book="general", period=2026_11)
        walked = [row.number for row in shelf.walk("record_time", "entry_id", book="general")]
    assert summed == {(2026_11,): (35, 3)}
    assert walked == ["N1", "N2", "N3", "N4"]


def test_a_walk_is_in_the_order_that_was_asked_for(store: AnyStore) -> None:
    keep(store, *(late(number, number * 7 % 10) for number in range(10)))

    by_day = [row.business_day for row in store.walk(Late, "business_day", book="general")]
    assert by_day == list(range(10))
    some = store.walk(Late, "business_day", book="general", period=(2026_12,))
    assert list(some) == []


def test_what_has_no_index_is_not_summed(store: AnyStore) -> None:
    with pytest.raises(Broken, match="no index"):
        store.sums(Line, ("book",), "minor", side="debit")


@pytest.mark.servers
def test_who_takes_a_shared_row_waits_for_those_that_read_it(request: pytest.FixtureRequest) -> None:
    store = open_store("postgres", request, FixedClock(START))
    assert isinstance(store, DatabaseStore)
    with store.unit() as unit:
        unit.shelf(Book).put(Book(book="general", kind="general", first_period=2026_01, approver="li"))
    order: list[str] = []

    def close() -> None:
        with store.unit() as unit:
            unit.shelf(Book).take("general")
            order.append("taken")

    with store.unit() as first, store.unit() as second:
        assert first.shelf(Book).get("general")
        assert second.shelf(Book).get("general")
        closing = threading.Thread(target=close)
        closing.start()
        closing.join(0.5)
        order.append("posted")
    closing.join(WAIT_S)

    assert order == ["posted", "taken"]
