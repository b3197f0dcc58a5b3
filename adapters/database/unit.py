"""A unit of work on SQLite or PostgreSQL: one transaction, its rows read, locked and written as sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from adapters.database import places
from adapters.database.rows import Changes, Rows, are_few, changes_of, write_few
from adapters.database.trips import one_trip
from core.hub.ports import NOT_STORABLE, Lease
from core.hub.records import Key, R, Record
from core.hub.shelf import Scan, Shelf, Undo
from core.hub.shelves import Shelves
from core.kernel.errors import Broken

if TYPE_CHECKING:
    from adapters.database.copy_in import Ahead

# So many rows of final tables go ahead together, while the unit of work goes on: each COPY has its price.
AHEAD_FROM = 1_000
# After so many changes it is looked how many there are, and whether the server is ready for the next.
LOOK_EVERY = 200


class DatabaseUnit:
    """One transaction: what the shelves read is locked, what they changed is written as sets at the end."""

    def __init__(self, connection: sa.Connection, now: datetime) -> None:
        self._bare = connection
        self._postgres = connection.dialect.name == "postgresql"
        self._ahead = _ahead(connection) if self._postgres else None
        self._rows = Rows(connection, lock=True, ahead=self._ahead)
        self._shelves = Shelves(self._rows)
        self._look_at = LOOK_EVERY
        self._moves: list[tuple[Lease, Lease]] = []
        self.now = now

    @property
    def _connection(self) -> sa.Connection:
        """To be asked something: what went ahead is there then."""
        if self._ahead is not None:
            self._ahead.all_there()
        return self._bare

    @property
    def undo(self) -> Undo:
        return self._shelves.undo

    def shelf(self, kind: type[R]) -> Shelf[R]:
        return self._shelves.shelf(kind)

    def take_numbers(self, partition: int, count: int) -> int:
        return places.take_numbers(self._connection, partition, count)

    def take_handled(self) -> int:
        if self._postgres:
            return int(self._connection.exec_driver_sql("SELECT nextval('hub_handled_number')").scalar_one())
        return places.take_numbers(self._connection, places.HANDLED, 1)

    def advance(self, lease: Lease, moved: Lease) -> None:
        self._moves.append((lease, moved))

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        self._shelves.warm(wanted, scans)

    def settled(self) -> None:
        changes = len(self._shelves.undo.entries)
        if self._ahead is None or changes < self._look_at:
            return
        with storable_values():
            if self._shelves.final_rows() >= AHEAD_FROM:
                self._ahead.send(self._shelves.go_ahead())
                self._look_at = 0
            else:
                self._ahead.go_on()
        self._look_at += LOOK_EVERY

    def give_up(self) -> None:
        """Before the rollback of a unit that has failed."""
        if self._ahead is not None:
            self._ahead.drop()

    def flush(self) -> None:
        changes = changes_of(self._shelves.touched())
        if self._ahead is not None:
            # Where nothing else is left to write, too.
            self._ahead.all_there()
        if self._postgres and are_few(changes):
            self._flush_at_once(changes)
            return
        self._rows.write(changes)
        for lease, moved in self._moves:
            places.advance(self._connection, lease, moved)

    def _flush_at_once(self, changes: Sequence[Changes]) -> None:
        """A small run waits for the server once, not once a table."""
        if not changes and not self._moves:
            return
        advance = places.ADVANCE.format("%s")
        with one_trip(self._connection) as driver:
            write_few(driver, changes)
            moved = [driver.execute(advance, places.move_of(*move)) for move in self._moves]
        for (lease, _), answer in zip(self._moves, moved, strict=True):
            places.require_moved(lease, answer.rowcount)


def _ahead(connection: sa.Connection) -> Ahead:
    # A hub on SQLite never loads the driver.
    from adapters.database.copy_in import Ahead

    return Ahead(connection)


@contextmanager
def storable_values() -> Iterator[None]:
    """SQLite's driver says so itself when a number or a text does not fit, not through SQLAlchemy."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:
        raise not_storable(error) from error


def not_storable(error: BaseException | None) -> Broken:
    return Broken(
        f"the database cannot hold a value of this message: {str(error).splitlines()[0]}", cause=NOT_STORABLE
    )
