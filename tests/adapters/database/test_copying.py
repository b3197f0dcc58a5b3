"""What COPY is told in text is what the same rows would be, written one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.database.copying import copy_text
from adapters.database.store import DatabaseStore
from core.kernel.clock import FixedClock
from core.ledger import Account, Entry, Reservation
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
