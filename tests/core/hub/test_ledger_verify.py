"""Whoever changes a byte of a row behind the hub's back is found, whatever column it is (L19)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.memory.store import MemoryStore
from core.hub.documents import Effect
from core.hub.records import Record, key_of
from core.ledger import (
    Block,
    Entry,
    Late,
    LimitGranted,
    Line,
    MonthEnd,
    PeriodLocked,
    PeriodTotal,
    Reversed,
    VoucherLine,
    entry_hash,
    faults,
)
from tests.contracts.stores import KINDS
from tests.core.hub.test_ledger_room import a_voucher, close, open_books, tell, write
from tests.hub_world import HubWorld


def found(world: HubWorld) -> list[str]:
    return [
        f"{fault.where}: {fault.what}" for fault in faults(world.store, world.store.walk(Effect, "effect_id"))
    ]


def a_year(world: HubWorld) -> None:
    """Eleven months closed, a reversal among them, and something that came late."""
    open_books(world)
    for month in range(2026_01, 2026_11):
        close(world, month)
    write(world, a_voucher("V1", 100))
    write(world, a_voucher("V2", 0, reverses="V1"))
    write(world, a_voucher("V3", 9))
    close(world, 2026_11)
    write(world, replace(a_voucher("V4", 5), business_day=2026_12_02))
    lock = PeriodLocked(book="limits", period=2026_10, by="wang")
    tell(world, "ledger.period_locked.v1", lock, key="lock")
    granted = LimitGranted(
        book="limits",
        number="G1",
        business_day=2026_10_20,
        text="a line",
        approver="li",
        lines=(
            VoucherLine(account="granted", side="debit", currency="CNY", minor=5),
            VoucherLine(account="borrower", side="credit", currency="CNY", minor=5, party="P1"),
        ),
    )
    tell(world, "ledger.limit_granted.v1", granted, key="G1")


def test_books_that_nobody_touched_verify(world: HubWorld) -> None:
    a_year(world)

    assert found(world) == []


@pytest.fixture
def year(request: pytest.FixtureRequest, world: HubWorld) -> HubWorld:
    a_year(world)
    return world


MEMORY = pytest.mark.parametrize("world", KINDS[:1], indirect=True)


def other(value: Any) -> Any:
    """Another value of the same kind, that no other row has."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1)
    if isinstance(value, str):
        return f"{value}." if value != "closed" else "reopened"
    return value.replace(microsecond=value.microsecond ^ 1) if value is not None else UUID(int=1)


@MEMORY
@pytest.mark.parametrize("kind", [Entry, Line, PeriodTotal, MonthEnd, Block, Reversed, Late])
def test_a_change_of_any_column_of_any_row_is_found(year: HubWorld, kind: type[Record]) -> None:
    """L19."""
    store = year.store
    assert isinstance(store, MemoryStore)
    table = store.tables.rows[kind.TABLE]
    assert found(year) == []
    assert table

    for key, row in list(table.items()):
        for name in kind.__struct_fields__:
            changed = replace(row, **{name: other(getattr(row, name))})
            del table[key]
            table[key_of(changed)] = changed
            assert found(year), f"{name} of {kind.TABLE} {key} was changed, and nobody saw it"
            del table[key_of(changed)]
            table[key] = row
    assert found(year) == []


@MEMORY
@pytest.mark.parametrize("kind", [Entry, Line, PeriodTotal, MonthEnd, Block, Reversed, Late])
def test_a_row_that_is_gone_is_found(year: HubWorld, kind: type[Record]) -> None:
    store = year.store
    assert isinstance(store, MemoryStore)
    table = store.tables.rows[kind.TABLE]

    for key, row in list(table.items()):
        del table[key]
        assert found(year), f"{kind.TABLE} {key} is gone, and nobody saw it"
        table[key] = row


@MEMORY
def test_an_entry_that_was_made_to_fit_its_hash_again_is_not_the_one_that_was_audited(year: HubWorld) -> None:
    store = year.store
    assert isinstance(store, MemoryStore)
    table = store.tables.rows[Entry.TABLE]
    entry = store.get(Entry, "general", "V4")
    assert entry is not None
    lines = store.rows(Line, limit=9, record_time=entry.record_time, entry_id=entry.entry_id)
    forged = replace(entry, text="another text")
    table[key_of(entry)] = replace(forged, hash=entry_hash(forged, lines))

    assert found(year) == ["entry V4 of general: its hash is not the one that was audited"]
