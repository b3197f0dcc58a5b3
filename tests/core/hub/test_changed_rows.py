"""A shelf finds what its unit of work changed as if it had looked at every row, whatever was taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.hub.records import Key, Sums, key_of
from core.hub.shelf import Scan, Shelf, Wanted
from core.hub.shelves import Shelves
from core.loan import CalendarDay


class Kept:
    """What the database holds when the unit of work begins; it counts the scans."""

    def __init__(self, rows: Sequence[CalendarDay]) -> None:
        self.rows = {key_of(row): row for row in rows}

    def load(self, _kind: Any, keys: Sequence[Key]) -> list[Any]:
        return [self.rows[key] for key in keys if key in self.rows]

    def load_sets(self, wanted: Sequence[Wanted], scans: Sequence[Scan] = ()) -> list[list[Any]]:
        found = [self.load(kind, keys) for kind, keys in wanted]
        return found + [self.scan(kind, equal, 1_000) for kind, equal in scans]

    def scan(self, _kind: Any, equal: dict[str, Any], limit: int) -> list[Any]:
        rows = [self.rows[key] for key in sorted(self.rows)]
        return [row for row in rows if _fits(row, equal)][:limit]

    def take(self, _kind: Any, key: Key) -> Any:
        return self.rows.get(key)

    def sums(self, *_: Any) -> Sums:
        return {}

    def walk(self, *_: Any) -> Iterator[Any]:
        return iter(())


ROWS = st.builds(
    CalendarDay,
    calendar=st.sampled_from(["bank", "china"]),
    day=st.integers(1, 3),
    said_day=st.just(1),
    works=st.booleans(),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), ROWS),
        st.tuples(st.just("remove"), ROWS),
        st.tuples(st.just("get"), ROWS),
        st.tuples(
            st.just("find"),
            st.sampled_from([{"works": True}, {"calendar": "bank"}, {"works": False, "day": 2}]),
        ),
        st.tuples(st.just("mark"), st.none()),
        st.tuples(st.just("back"), st.none()),
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(kept=st.lists(ROWS, max_size=6), steps=STEPS)
def test_what_is_found_is_what_is_there(kept: list[CalendarDay], steps: list[tuple[str, Any]]) -> None:
    """Beside it a plain dictionary, which is looked through each time and copied at each mark."""
    store = Kept(kept)
    shelves = Shelves(store)
    shelf: Shelf[CalendarDay] = shelves.shelf(CalendarDay)
    model, marks = dict(store.rows), list[tuple[int, dict[Key, CalendarDay]]]()
    for step, said in steps:
        if step == "put":
            shelf.put(said)
            model[key_of(said)] = said
        elif step == "remove":
            shelf.remove(*key_of(said))
            model.pop(key_of(said), None)
        elif step == "get":
            assert shelf.get(*key_of(said)) == model.get(key_of(said))
        elif step == "find":
            assert shelf.find(**said) == [model[key] for key in sorted(model) if _fits(model[key], said)]
        elif step == "mark":
            marks.append((shelves.undo.mark(), dict(model)))
        elif marks:
            mark, model = marks.pop()
            shelves.undo.back_to(mark)


def _fits(row: CalendarDay, equal: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in equal.items())


def test_what_is_taken_back_is_found_as_it_was_before() -> None:
    shelves = Shelves(Kept([_day(1, works=False)]))
    shelf = shelves.shelf(CalendarDay)
    shelf.get("bank", 1, 1)
    assert shelf.find(works=True) == []

    mark = shelves.undo.mark()
    shelf.put(_day(1, works=True))
    assert shelf.find(works=True) == [_day(1, works=True)]
    shelves.undo.back_to(mark)

    assert shelf.find(works=True) == []


def test_a_row_that_was_new_and_changed_is_found_again_once_the_change_is_taken_back() -> None:
    shelves = Shelves(Kept([]))
    shelf = shelves.shelf(CalendarDay)
    shelf.put(_day(1, works=True))
    mark = shelves.undo.mark()
    shelf.put(_day(1, works=False))
    assert shelf.find(works=True) == []

    shelves.undo.back_to(mark)

    assert shelf.find(works=True) == [_day(1, works=True)]


def _day(day: int, *, works: bool) -> CalendarDay:
    return CalendarDay(calendar="bank", day=day, said_day=1, works=works)
