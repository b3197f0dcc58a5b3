"""Sets of rows, as large runs write them: every store gives back exactly what one at a time would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.hub.agents import TakenFrame, Watermark
from core.hub.documents import BusinessKey
from core.hub.ports import Collision
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import AnyStore

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MANY = 900


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> AnyStore:
    return open_store(request.param, request, FixedClock(START))


def mark(number: int, watermark: str = "old") -> Watermark:
    return Watermark(agent=f"a{number % 7}", source=f"s{number:04d}", watermark=watermark, at=START)


def key_of_mark(number: int) -> tuple[str, str]:
    return (f"a{number % 7}", f"s{number:04d}")


def put(store: AnyStore, *marks: Watermark) -> None:
    with store.unit() as unit:
        for one in marks:
            unit.shelf(Watermark).put(one)


def marks(store: AnyStore) -> dict[str, str]:
    return {row.source: row.watermark for row in store.rows(Watermark, limit=10_000)}


def test_a_thousand_rows_are_read_in_one_go_whatever_is_missing(store: AnyStore) -> None:
    put(store, *map(mark, range(0, MANY, 2)))

    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        shelf.warm(map(key_of_mark, range(MANY)))
        found = [shelf.get(*key_of_mark(number)) is not None for number in range(MANY)]

    assert found == [number % 2 == 0 for number in range(MANY)]


@pytest.mark.parametrize("count", [1, 300])
def test_rows_of_several_tables_are_read_together(store: AnyStore, count: int) -> None:
    put(store, *map(mark, range(count)))
    with store.unit() as unit:
        for number in range(count):
            unit.shelf(BusinessKey).add(BusinessKey(value="L", partition=1, number=number, ordinal=0))

    with store.unit() as unit:
        unit.shelf(Watermark).put(mark(0, "changed here"))
        keys = [("L", 1, number, 0) for number in range(count + 1)]
        unit.warm({Watermark: [key_of_mark(n) for n in range(count + 1)], BusinessKey: keys, TakenFrame: []})
        unit.warm({BusinessKey: keys, TakenFrame: [("a", "e", 1)]})
        marks_ = [unit.shelf(Watermark).get(*key_of_mark(number)) for number in range(count + 1)]
        found = [unit.shelf(BusinessKey).get(*key) for key in keys]
        assert unit.shelf(TakenFrame).get("a", "e", 1) is None

    assert [one.watermark for one in marks_ if one] == ["changed here", *["old"] * (count - 1)]
    assert (marks_[-1], found[-1]) == (None, None)
    assert [one.number for one in found if one] == list(range(count))


@pytest.mark.parametrize("count", [1, 5, 300])
def test_changed_rows_are_changed_and_the_others_are_not(store: AnyStore, count: int) -> None:
    put(store, *map(mark, range(MANY)))

    for watermark in ("new", "newer"):
        with store.unit() as unit:
            for number in range(count):
                assert unit.shelf(Watermark).get(*key_of_mark(number)) is not None
                unit.shelf(Watermark).put(mark(number, watermark))

    assert marks(store) == {f"s{n:04d}": "newer" if n < count else "old" for n in range(MANY)}


@pytest.mark.parametrize("count", [2, 300])
def test_new_changed_and_removed_rows_in_one_unit(store: AnyStore, count: int) -> None:
    put(store, *map(mark, range(count, 3 * count)))

    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        for number in range(count):
            shelf.put(mark(number, "made"))
            shelf.put(mark(count + number, "changed"))
            shelf.remove(*key_of_mark(2 * count + number))

    assert sorted(marks(store).values()) == ["changed"] * count + ["made"] * count


def test_a_row_that_was_made_and_taken_away_again_was_never_there(store: AnyStore) -> None:
    with store.unit() as unit:
        assert unit.shelf(Watermark).get(*key_of_mark(1)) is None
        unit.shelf(Watermark).put(mark(1))
        unit.shelf(Watermark).remove(*key_of_mark(1))

    assert marks(store) == {}


@pytest.mark.parametrize("count", [1, 300])
def test_a_row_that_was_not_there_when_we_looked_is_never_overwritten(store: AnyStore, count: int) -> None:
    def overtaken() -> None:
        with store.unit() as unit:
            shelf = unit.shelf(Watermark)
            shelf.warm(map(key_of_mark, range(count)))
            for number in range(count):
                shelf.put(mark(number, "ours"))
            _another_was_first(store, count - 1)

    with pytest.raises(Collision):
        overtaken()

    assert set(marks(store).values()) <= {"theirs"}


def test_what_is_looked_for_ahead_is_found_like_what_is_looked_for_then(store: AnyStore) -> None:
    put(store, *map(mark, range(70)))
    ten = [one for one in map(mark, range(70)) if one.agent == "a3"]

    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        unit.warm(
            {Watermark: [key_of_mark(1)]}, [(Watermark, {"agent": "a3"}), (Watermark, {"agent": "none"})]
        )
        shelf.remove(*key_of_mark(3))
        shelf.put(mark(10, "new"))
        found = shelf.find(agent="a3")
        assert shelf.find(agent="none") == []
        assert (shelf.get("none", "s"), shelf.get(*key_of_mark(2))) == (None, mark(2))

    assert found == [mark(10, "new"), *ten[2:]]
    assert store.rows(Watermark, limit=100, agent="a3") == found


def test_all_rows_of_a_beginning_are_known_after_one_look_and_nothing_is_overwritten(store: AnyStore) -> None:
    put(store, mark(0))

    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        assert shelf.find(agent="a1") == []
        # Not asked for again: it is known that there is none.
        assert shelf.get(*key_of_mark(1)) is None
        shelf.put(mark(1))
    with store.unit() as unit:
        assert unit.shelf(Watermark).find(agent="a1") == [mark(1)]

    assert marks(store) == {"s0000": "old", "s0001": "old"}


@pytest.mark.parametrize("count", [1, 300])
def test_a_collision_in_one_table_leaves_nothing_in_any_and_the_store_goes_on(
    store: AnyStore, count: int
) -> None:
    def overtaken() -> None:
        with store.unit() as unit:
            for number in range(count):
                unit.shelf(BusinessKey).add(BusinessKey(value="L", partition=1, number=number, ordinal=0))
                unit.shelf(TakenFrame).add(taken(number))
                unit.shelf(Watermark).add(mark(number, "ours"))
            _another_was_first(store, count - 1)

    with pytest.raises(Collision):
        overtaken()

    assert (store.rows(BusinessKey, limit=9), store.rows(TakenFrame, limit=9)) == ([], [])
    assert set(marks(store).values()) <= {"theirs"}
    put(store, mark(count + 1, "after"))
    assert "after" in marks(store).values()


def taken(number: int) -> TakenFrame:
    return TakenFrame(agent="a", epoch="e", number=number, hash="h", previous="p", received_at=START)


def _another_was_first(store: AnyStore, number: int) -> None:
    """Another worker makes the same row and commits; a store that lets only one write at a time says no."""
    if not hasattr(store, "engine") or store.engine.dialect.name == "sqlite":
        raise Collision("this store has one writer at a time")
    put(store, mark(number, "theirs"))


def test_search_keys_of_many_documents_are_written_as_a_set(store: AnyStore) -> None:
    with store.unit() as unit:
        for number in range(MANY):
            unit.shelf(BusinessKey).add(BusinessKey(value="LOT", partition=1, number=number, ordinal=0))

    with store.unit() as unit:
        shelf = unit.shelf(BusinessKey)
        shelf.warm(("LOT", 1, number, 0) for number in range(MANY + 100))
        assert sum(shelf.get("LOT", 1, number, 0) is not None for number in range(MANY + 100)) == MANY


@pytest.mark.parametrize("count", [1, 2, 900])
def test_what_many_will_be_looked_for_is_found_as_if_each_had_been_asked_for(
    store: AnyStore, count: int
) -> None:
    put(store, *map(mark, range(count)))
    asked: list[dict[str, Any]] = [{"agent": f"a{number}"} for number in range(9)]

    with store.unit() as unit:
        alone = [unit.shelf(Watermark).find(**equal) for equal in asked]
    with store.unit() as unit:
        shelf = unit.shelf(Watermark)
        shelf.put(mark(0, "changed here"))
        shelf.look(asked)
        shelf.look(asked)
        together = [shelf.find(**equal) for equal in asked]

    assert [len(rows) for rows in together] == [len(rows) for rows in alone]
    assert together[1:] == alone[1:]
    assert together[0] == [mark(0, "changed here"), *alone[0][1:]]
    assert together[8] == []


def test_what_has_no_index_is_not_looked_for_together_either(store: AnyStore) -> None:
    with store.unit() as unit, pytest.raises(Broken, match="has no index on"):
        unit.shelf(Watermark).look([{"watermark": "a"}, {"watermark": "b"}])
