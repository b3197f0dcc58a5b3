"""What the database itself refuses, asked in plain SQL by the hub's own role: lines that make no entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from adapters.database.columns import shape_of
from adapters.database.rows import Rows
from adapters.database.store import DatabaseStore
from core.hub.records import Record
from core.kernel.errors import Broken
from core.ledger import Entry, Line
from tests.contracts.stores import KINDS
from tests.core.hub.test_ledger_room import a_voucher, open_books, write
from tests.hub_world import HubWorld

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVEN = [("debit", "CNY", 5), ("credit", "CNY", 5)]
pytestmark = pytest.mark.parametrize("world", KINDS[1:], indirect=True)


def an_entry(number: int, lines: int, *, book: str = "general") -> Entry:
    return Entry(
        book=book,
        number=f"S{number}",
        record_time=WHEN,
        entry_id=UUID(int=number),
        kind="posted",
        rule="P3",
        business_day=2026_11_23,
        period=2026_11,
        text="by hand",
        message_id=UUID(int=7),
        lines=lines,
        hash="",
    )


def the_lines(entry: Entry, *said: tuple[str, str, int]) -> list[Line]:
    return [
        Line(
            record_time=entry.record_time,
            entry_id=entry.entry_id,
            ordinal=ordinal,
            book=entry.book,
            account="1002.01",
            side=side,
            currency=currency,
            minor=minor,
            business_day=entry.business_day,
            period=entry.period,
            number=entry.number,
        )
        for ordinal, (side, currency, minor) in enumerate(said, start=1)
    ]


def insert(store: DatabaseStore, *sets: Iterable[Record], one_by_one: bool = False) -> None:
    """One transaction: each set in one statement, or row by row."""
    with store.engine.begin() as connection:
        for rows in map(list, sets):
            for part in [[row] for row in rows] if one_by_one else [rows]:
                names = list(shape_of(type(part[0])).names)
                marks = ", ".join(
                    f"({', '.join(f':{name}{at}' for name in names)})" for at in range(len(part))
                )
                values = {
                    f"{name}{at}": value
                    for at, row in enumerate(part)
                    for name, value in zip(names, shape_of(type(row)).values(row), strict=True)
                }
                columns = ", ".join(f'"{name}"' for name in names)
                table = type(part[0]).TABLE
                connection.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES {marks}"), values)


@pytest.fixture
def store(world: HubWorld) -> DatabaseStore:
    assert isinstance(world.store, DatabaseStore)
    open_books(world)
    return world.store


@pytest.mark.parametrize("one_by_one", [False, True])
def test_what_balances_is_taken_at_once_and_one_by_one(store: DatabaseStore, one_by_one: bool) -> None:
    first, second = an_entry(1, 2), an_entry(2, 4)
    lines = [*the_lines(first, *EVEN), *the_lines(second, *EVEN, ("debit", "USD", 3), ("credit", "USD", 3))]

    insert(store, [first, second], lines, one_by_one=one_by_one)

    assert len(store.rows(Line, limit=9)) == 6


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize(
    "said",
    [
        [("debit", "CNY", 5), ("credit", "CNY", 4)],
        [("debit", "CNY", 5), ("debit", "CNY", -4)],
        [("debit", "CNY", 5), ("credit", "USD", 5)],
        [("debit", "CNY", 5)],
    ],
)
def test_an_entry_that_does_not_balance_in_each_currency_is_refused(
    store: DatabaseStore, said: list[tuple[str, str, int]], one_by_one: bool
) -> None:
    good, bad = an_entry(1, 2), an_entry(2, len(said))

    with pytest.raises(sa.exc.DBAPIError, match="does not balance"):
        insert(store, [good, bad], [*the_lines(good, *EVEN), *the_lines(bad, *said)], one_by_one=one_by_one)
    assert store.rows(Entry, limit=9) == []


def test_a_line_of_an_off_balance_book_stands_alone(store: DatabaseStore) -> None:
    entry = an_entry(1, 1, book="off_balance")

    insert(store, [entry], the_lines(entry, ("debit", "CNY", 5)))

    assert len(store.rows(Line, limit=9)) == 1


def test_lines_without_their_entry_and_more_than_it_says_are_refused(store: DatabaseStore) -> None:
    entry = an_entry(1, 2)
    lines = the_lines(entry, *EVEN, *EVEN)

    with pytest.raises(sa.exc.DBAPIError, match=r"come before their entry|come behind it"):
        insert(store, lines[:2])
    with pytest.raises(sa.exc.DBAPIError, match=r"has 2 lines in order|no more than it says"):
        insert(store, [entry], lines)
    with pytest.raises(sa.exc.DBAPIError, match="in order"):
        insert(store, [entry], lines[1:2])
    insert(store, [entry], lines[:2])
    with pytest.raises(sa.exc.DBAPIError, match=r"has 2 lines in order|no more than it says"):
        insert(store, lines[2:])
    assert store.rows(Line, limit=9) == lines[:2]


def test_an_entry_without_all_its_lines_is_refused_when_it_is_committed(store: DatabaseStore) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no moment of commit; `hub ledger verify` finds such an entry")
    entry = an_entry(1, 2)

    for lines in ([], the_lines(entry, *EVEN)[:1]):
        with pytest.raises(sa.exc.DBAPIError, match="1 entries have not all of their lines"):
            insert(store, [entry], *([lines] if lines else []))


def test_the_way_the_hub_writes_many_rows_is_guarded_too(store: DatabaseStore) -> None:
    """By COPY on PostgreSQL: forty entries, one of which is a cent off."""
    entries = [an_entry(number, 2) for number in range(1, 41)]
    lines = [line for entry in entries for line in the_lines(entry, *EVEN)]
    lines[-1] = the_lines(entries[-1], ("debit", "CNY", 5), ("credit", "CNY", 6))[1]

    with pytest.raises(sa.exc.DBAPIError, match="does not balance"), store.engine.begin() as connection:
        Rows(connection, lock=True).write([(Entry, entries, [], []), (Line, lines, [], [])])
    assert store.rows(Entry, limit=99) == []


def test_what_was_posted_takes_no_line_more(world: HubWorld, store: DatabaseStore) -> None:
    write(world, a_voucher("V1", 100))
    [entry] = store.rows(Entry, limit=9)
    more = the_lines(entry, *EVEN, *EVEN)

    with pytest.raises(sa.exc.DBAPIError, match=r"has 2 lines in order|no more than it says"):
        insert(store, more[2:])


def test_the_hub_takes_it_for_a_promise_that_was_broken(store: DatabaseStore) -> None:
    """Not for another worker's work, which is done again."""
    entry = an_entry(1, 2)

    def post() -> None:
        with store.unit() as unit:
            unit.shelf(Entry).add(entry)
            for line in the_lines(entry, ("debit", "CNY", 5), ("credit", "CNY", 6)):
                unit.shelf(Line).add(line)

    with pytest.raises(Broken, match="does not balance") as broken:
        post()
    assert broken.value.cause == "store.guard"
