"""What COPY is told in text is what the same rows would be, written one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.database.copying import copy_text
from adapters.database.store import DatabaseStore
from core.hub.ports import Collision, Store
from core.hub.records import Record
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken
from core.ledger import Account, Entry, Late, Reservation
from tests.contracts.stores import open_store

AT = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
ENTRY = Entry(
    book="general",
    number="N",
    record_time=AT,
    entry_id=UUID(int=0x5C0A),
    kind="posted",
    rule="P3",
    business_day=2026_11_23,
    period=2026_11,
    text="放款",
    message_id=UUID(int=7),
    lines=1,
    hash="",
)
TEXTS = ("", "a\tb", "a\\nb", "a\nb\rc", "\\N", "\\.", "\\\\x5c", "%s %", "a\x00b", "\u2028ä")


def a_reservation(at: int, text: str) -> Reservation:
    return Reservation(
        book="b",
        number=f"{at:03}{text}",
        state=text,
        request=text.encode(),
        held_at=AT,
        refusal=text,
        expires_at=AT if at % 2 else None,
        entry_id=UUID(int=at),
    )


def test_a_row_is_one_line_of_its_columns() -> None:
    [part] = copy_text([ENTRY])

    fields = part.decode().removesuffix("\n").split("\t")
    assert fields[:4] == ["general", "N", "1795420800123456", "\\\\x00000000000000000000000000005c0a"]
    assert fields[-4:] == ["\\N", "\\N", "1", ""]


@pytest.mark.servers
def test_whatever_a_text_holds_comes_back_as_it_was(request: pytest.FixtureRequest) -> None:
    store = open_store("postgres", request, FixedClock(AT))
    assert isinstance(store, DatabaseStore)
    rows = [a_reservation(at, text) for at, text in enumerate(TEXTS * 3)]

    with store.unit() as unit:
        for row in rows:
            unit.shelf(Reservation).add(row)

    kept = store.rows(Reservation, limit=99)
    pictured = [a_reservation(at, text.replace("\x00", "\u2400")) for at, text in enumerate(TEXTS * 3)]
    expected = [replace(shown, request=row.request) for shown, row in zip(pictured, rows, strict=True)]
    assert sorted(kept, key=lambda row: row.number) == sorted(expected, key=lambda row: row.number)


@pytest.mark.servers
def test_truths_bytes_and_months_come_back(request: pytest.FixtureRequest) -> None:
    store = open_store("postgres", request, FixedClock(AT))
    accounts = [
        Account(book="b", code=f"{at:03}", name_zh="户", name_en="x", side="debit", leaf=at % 2 == 0)
        for at in range(30)
    ]
    with store.unit() as unit:
        for account in accounts:
            unit.shelf(Account).add(account)

    assert store.rows(Account, limit=99) == accounts


@pytest.mark.servers
@pytest.mark.parametrize(
    ("spoilt", "error"), [({"number": "\ud800"}, Broken), ({"business_day": 2**63}, Broken), ({}, Collision)]
)
def test_a_set_that_cannot_be_kept_undoes_the_one_before_it_and_the_store_goes_on(
    request: pytest.FixtureRequest, spoilt: dict[str, object], error: type[Exception]
) -> None:
    store = open_store("postgres", request, FixedClock(AT))
    # Kinds are written by the names of their tables: accounts go first.
    accounts = [
        Account(book="b", code=f"{at:03}", name_zh="户", name_en="x", side="debit", leaf=True)
        for at in range(30)
    ]
    late = [
        Late(book="b", period=202611, number=str(at), record_time=AT, entry_id=UUID(int=at), business_day=1)
        for at in range(30)
    ]
    keep(store, late[29:])

    with pytest.raises(error):
        # Spoilt by nothing, it is the last one that is there already.
        keep(store, [*accounts, *late[:15], replace(late[15], **spoilt), *late[16:]])

    assert store.rows(Account, limit=99) == []
    keep(store, late[:29])
    assert len(store.rows(Late, limit=99)) == 30


def keep(store: Store, rows: Sequence[Record]) -> None:
    with store.unit() as unit:
        for row in rows:
            unit.shelf(type(row)).add(row)
