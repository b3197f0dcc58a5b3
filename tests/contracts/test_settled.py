"""Rows that are final may be written while their unit of work goes on; nobody can tell by what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from adapters.database import unit as database_unit
from core.hub.documents import Effect
from core.hub.ports import Collision, Store, Unit
from core.hub.records import Record
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken, Refused
from core.ledger import Late
from tests.contracts.stores import KINDS, open_store
from tests.contracts.stores import START as AT


@pytest.fixture(autouse=True)
def _always_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_unit, "AHEAD_FROM", 1)
    monkeypatch.setattr(database_unit, "LOOK_EVERY", 1)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Store:
    return open_store(request.param, request, FixedClock(AT))


def an_effect(number: int, *, text: str = "") -> Effect:
    return Effect(
        effect_id=UUID(int=number), partition=1, number=number % 3, ordinal=0, room="ledger", kind="k",
        key=str(number), text=text,
    )  # fmt: skip


def tell(unit: Unit, rows: Sequence[Record]) -> None:
    """One after another, each settled before the next."""
    for row in rows:
        unit.shelf(type(row)).add(row)
        unit.settled()


def test_what_is_settled_is_there_for_who_asks_and_kept_once(store: Store) -> None:
    rows = [an_effect(number) for number in range(50)]

    with store.unit() as unit:
        tell(unit, rows[:40])
        shelf = unit.shelf(Effect)
        found = shelf.find(partition=1, number=0)
        tell(unit, rows[40:])

        assert found == [row for row in rows[:40] if row.number == 0]
        assert shelf.get(UUID(int=7)) == rows[7]
        assert shelf.find(partition=1, number=0) == [row for row in rows if row.number == 0]
        assert shelf.added() == rows
    assert store.rows(Effect, limit=99) == rows


def test_what_is_settled_is_not_written_twice(store: Store) -> None:
    with store.unit() as unit:
        tell(unit, [an_effect(1)])

        with pytest.raises(Broken, match="was written twice"):
            unit.shelf(Effect).add(an_effect(1))


def test_a_unit_that_fails_behind_what_is_settled_leaves_nothing_and_the_store_goes_on(store: Store) -> None:
    rows = [an_effect(number) for number in range(50)]

    with pytest.raises(Refused):
        told_and_failed(store, rows)

    assert store.rows(Effect, limit=99) == []
    with store.unit() as unit:
        tell(unit, rows)
    assert store.rows(Effect, limit=99) == rows


def told_and_failed(store: Store, rows: Sequence[Record]) -> None:
    with store.unit() as unit:
        tell(unit, rows)
        raise Refused("no")


@pytest.mark.servers
@pytest.mark.parametrize(
    ("spoilt", "error"), [(an_effect(1), Collision), (an_effect(99, text="\ud800"), Broken)]
)
def test_what_the_server_refuses_ahead_undoes_all_of_it(
    request: pytest.FixtureRequest, spoilt: Effect, error: type[Exception]
) -> None:
    store = open_store("postgres", request, FixedClock(AT))
    told(store, [an_effect(1)])
    late = Late(book="b", period=202611, number="1", record_time=AT, entry_id=UUID(int=1), business_day=1)

    with pytest.raises(error):
        told(store, [late, an_effect(2), spoilt, an_effect(3)])

    assert store.rows(Late, limit=9) == []
    told(store, [an_effect(2)])
    assert [row.effect_id.int for row in store.rows(Effect, limit=9)] == [1, 2]


def told(store: Store, rows: Sequence[Record]) -> None:
    with store.unit() as unit:
        tell(unit, rows)
