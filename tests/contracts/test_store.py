"""What every message store promises: units all or nothing, numbers without gaps, leases with a fence."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.hub.agents import Watermark
from core.hub.documents import BusinessKey, Effect
from core.hub.intake import store_arrivals
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken, Unavailable
from tests.contracts.stores import BLOBS, KINDS, START, arriving, open_store, take
from tests.hub_world import AnyStore


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, clock: FixedClock) -> AnyStore:
    return open_store(request.param, request, clock)


def test_the_store_tells_its_time_as_a_unit_of_work_does(store: AnyStore, clock: FixedClock) -> None:
    clock.move(60)

    with store.unit() as unit:
        assert store.now() == unit.now == clock.now()


def _mark(agent: str, source: str, watermark: str) -> Watermark:
    return Watermark(agent=agent, source=source, watermark=watermark, at=START)


def test_what_a_unit_wrote_is_read_back_as_it_was(store: AnyStore) -> None:
    effect = Effect(
        effect_id=UUID(int=7), partition=1, number=2, ordinal=0, room="custody", kind="lot.moved", key="Ж",
        text="文字 🙂",
    )  # fmt: skip
    with store.unit() as unit:
        unit.shelf(Effect).add(effect)
        unit.shelf(Watermark).put(_mark("a", "s", ""))

    assert store.get(Effect, UUID(int=7)) == effect
    assert store.get(Watermark, "a", "s") == _mark("a", "s", "")
    [arrival] = take(store, arriving(b"\x00\xff\n"))
    assert store.arrival(arrival.partition, arrival.number) == arrival


def test_a_nul_in_a_text_is_shown_and_never_stops_the_intake(store: AnyStore) -> None:
    with store.unit() as unit:
        unit.shelf(Watermark).put(_mark("a", "s", "w\x00w"))

    [row] = store.rows(Watermark, limit=9)
    assert row.watermark in ("w\x00w", "w\u2400w")


def test_an_error_inside_a_unit_leaves_nothing_of_it(store: AnyStore) -> None:
    def fail() -> None:
        with store.unit() as unit:
            store_arrivals(unit, BLOBS, [arriving()])
            unit.shelf(Watermark).put(_mark("a", "s", "w"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert store.rows(Watermark, limit=10) == []
    assert [arrival.number for arrival in take(store, arriving())] == [1]


def test_numbers_are_taken_without_gaps_per_stream(store: AnyStore) -> None:
    first = take(store, arriving(), arriving(site="W2"), arriving())
    second = take(store, arriving(), arriving(site="W2"))

    numbers: dict[int, list[int]] = {}
    for arrival in (*first, *second):
        numbers.setdefault(arrival.partition, []).append(arrival.number)
    assert sorted(numbers.values()) == [[1, 2], [1, 2, 3]]


def test_adding_a_row_that_exists_undoes_the_whole_unit(store: AnyStore) -> None:
    key = BusinessKey(value="PO-1", partition=1, number=1, ordinal=0)
    with store.unit() as unit:
        unit.shelf(BusinessKey).add(key)

    def add_again() -> None:
        with store.unit() as unit:
            unit.shelf(Watermark).put(_mark("a", "s", "w"))
            unit.shelf(BusinessKey).add(key)

    with pytest.raises((Broken, Unavailable)):
        add_again()

    assert store.rows(Watermark, limit=10) == []


def test_adding_one_row_twice_in_a_unit_is_broken(store: AnyStore) -> None:
    key = BusinessKey(value="PO-1", partition=1, number=1, ordinal=0)

    with store.unit() as unit:
        unit.shelf(BusinessKey).add(key)
        with pytest.raises(Broken, match="twice"):
            unit.shelf(BusinessKey).add(key)


def test_a_shelf_shows_its_own_changes_and_takes_them_back_to_a_mark(store: AnyStore) -> None:
    with store.unit() as unit:
        unit.shelf(Watermark).put(_mark("a", "s1", "old"))
        unit.shelf(Watermark).put(_mark("a", "s2", "old"))

    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        shelf.put(_mark("a", "s1", "kept"))
        mark = unit.undo.mark()
        shelf.put(_mark("a", "s1", "undone"))
        shelf.remove("a", "s2")
        shelf.add(_mark("a", "s3", "undone"))
        assert [row.watermark for row in shelf.find(agent="a")] == ["undone", "undone"]
        unit.undo.back_to(mark)
        assert [row.watermark for row in shelf.find(agent="a")] == ["kept", "old"]

    assert [row.watermark for row in store.rows(Watermark, limit=9)] == ["kept", "old"]


def test_many_rows_are_written_and_found_in_key_order(store: AnyStore) -> None:
    with store.unit() as unit:
        for number in range(450):
            unit.shelf(Watermark).add(_mark("a", f"s{number:04}", str(number)))

    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        shelf.warm(("a", f"s{number:04}") for number in range(900))
        assert shelf.get("a", "s0449") == _mark("a", "s0449", "449")
        assert shelf.get("a", "s0450") is None
        for number in range(0, 450, 2):
            shelf.remove("a", f"s{number:04}")
    assert [row.watermark for row in store.rows(Watermark, limit=3, after=("a", "s0003"))] == ["5", "7", "9"]
    assert len(store.rows(Watermark, limit=999, agent="a")) == 225


def test_a_question_without_an_index_is_refused(store: AnyStore) -> None:
    with store.unit() as unit, pytest.raises(Broken, match="no index"):
        unit.shelf(Watermark).find(watermark="w")


def test_the_run_is_what_lies_after_a_position_in_order(store: AnyStore) -> None:
    arrivals = take(store, *(arriving(str(n).encode()) for n in range(5)))
    partition = arrivals[0].partition

    assert [one.body for one in store.run(partition, 1, 3)] == [b"1", b"2", b"3"]
    assert store.run(partition, 5, 3) == []
