"""Sets of records in and out of tables: one statement a set, COPY where PostgreSQL can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adapters.database import statements
from adapters.database.arrays import array_of
from adapters.database.columns import shape_of
from adapters.database.trips import one_trip
from core.hub.records import ALONE, FREE, SHARED, Key, R, Record, Sums
from core.hub.shelf import FIND_MAX, Scan, Shelf, Wanted
from core.kernel.errors import Broken

if TYPE_CHECKING:
    from adapters.database.copy_in import Ahead, CopyIn

KEYS_A_QUESTION = 400
COPY_FROM = 20
ROWS_A_FETCH = 2_000
_HOLD = {ALONE: "FOR UPDATE", SHARED: "FOR KEY SHARE", FREE: ""}
# Of one table: (its records, rows to insert, rows to insert or replace, keys to delete).
Changes = tuple[type[Record], list[Any], list[Any], list[Key]]


class Rows:
    """The Loader of a connection; `lock` takes the rows for this unit of work where the database can."""

    def __init__(self, connection: sa.Connection, *, lock: bool, ahead: Ahead | None = None) -> None:
        """ahead: what the server must have answered before it is asked anything else."""
        self._bare = connection
        self._ahead = ahead
        self._postgres = connection.dialect.name == "postgresql"
        self._lock = lock and self._postgres

    @property
    def _connection(self) -> sa.Connection:
        if self._ahead is not None:
            self._ahead.all_there()
        return self._bare

    def _held(self, kind: type[Record]) -> str:
        """How the rows that are read are held for this unit of work."""
        return _HOLD[kind.LOCK] if self._lock else ""

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        return self._load_by(kind, kind.KEY, keys)

    def _load_by(self, kind: type[R], names: tuple[str, ...], wanted: Sequence[Key]) -> list[R]:
        """The rows that have one of these values in these columns, in as few questions as may be."""
        shape = shape_of(kind)
        if self._postgres:
            return shape.records(self._connection.exec_driver_sql(*self._by_arrays(kind, names, wanted)))
        values = [_marks_of(kind, names, one) for one in wanted]
        found: list[R] = []
        for start in range(0, len(values), KEYS_A_QUESTION):
            part = values[start : start + KEYS_A_QUESTION]
            statement = statements.load_by_values(kind, names, len(part))
            marks = tuple(value for key in part for value in key)
            found.extend(shape.records(self._connection.exec_driver_sql(statement, marks)))
        return found

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int, after: Key | None = None) -> list[R]:
        return shape_of(kind).records(
            self._connection.exec_driver_sql(*self._by_values(kind, equal, limit, after))
        )

    def _by_values(
        self, kind: type[Record], equal: dict[str, Any], limit: int, after: Key | None = None
    ) -> tuple[str, tuple[Any, ...]]:
        shape = shape_of(kind)
        _require_index(kind, equal)
        names = tuple(name for name, value in equal.items() if value is not None)
        nothing = tuple(name for name, value in equal.items() if value is None)
        marks = [shape.value(name, equal[name]) for name in names]
        marks += () if after is None else shape.key_values(after)
        asked = statements.Asked(names, nothing, after is not None, self._held(kind))
        return statements.scan(kind, asked, self._style), (*marks, limit)

    def load_sets(self, wanted: Sequence[Wanted], scans: Sequence[Scan] = ()) -> list[list[Any]]:
        alike = _alike(scans)
        found = {place: rows for places in alike for place, rows in self._scan_many(scans, places).items()}
        rest = [place for place in range(len(scans)) if place not in found]
        answers = self._load_sets(wanted, [scans[place] for place in rest])
        found |= dict(zip(rest, answers[len(wanted) :], strict=True))
        return [*answers[: len(wanted)], *(found[place] for place in range(len(scans)))]

    def _scan_many(self, scans: Sequence[Scan], places: Sequence[int]) -> dict[int, list[Any]]:
        """What each of these scans finds; they ask one table by the same columns, so it is one question."""
        kind, equal = scans[places[0]]
        names = tuple(equal)
        if not _indexed(kind, equal):
            raise Broken(f"{kind.TABLE} has no index on {sorted(equal)}", cause="tables.no_index")
        by_values: dict[Key, list[Any]] = {tuple(scans[place][1].values()): [] for place in places}
        for row in self._load_by(kind, names, list(by_values)):
            by_values[tuple(getattr(row, name) for name in names)].append(row)
        return {place: by_values[tuple(scans[place][1].values())] for place in places}

    def _load_sets(self, wanted: Sequence[Wanted], scans: Sequence[Scan]) -> list[list[Any]]:
        if not self._postgres or len(wanted) + len(scans) < 2:
            found: list[list[Any]] = [self.load(kind, keys) for kind, keys in wanted]
            return found + [self.scan(kind, equal, FIND_MAX + 1) for kind, equal in scans]
        asked = [self._by_arrays(kind, kind.KEY, keys) for kind, keys in wanted]
        asked += [self._by_values(kind, equal, FIND_MAX + 1) for kind, equal in scans]
        with one_trip(self._connection) as driver:
            answers = [driver.execute(*one) for one in asked]
        kinds = [kind for kind, _ in (*wanted, *scans)]
        return [shape_of(kind).records(rows) for kind, rows in zip(kinds, answers, strict=True)]

    def _by_arrays(
        self, kind: type[Record], names: tuple[str, ...], wanted: Sequence[Key]
    ) -> tuple[str, tuple[Any, ...]]:
        shape = shape_of(kind)
        columns = tuple(
            array_of(shape.column(name, values))
            for name, values in zip(names, zip(*wanted, strict=True), strict=True)
        )
        return statements.load_by_arrays(kind, names, lock=self._held(kind)), columns

    def take(self, kind: type[R], key: Key) -> R | None:
        equal = dict(zip(kind.KEY, key, strict=True))
        marks = tuple(shape_of(kind).value(name, value) for name, value in equal.items())
        asked = statements.Asked(kind.KEY, (), after=False, lock=_HOLD[ALONE] if self._lock else "")
        rows = self._connection.exec_driver_sql(statements.scan(kind, asked, self._style), (*marks, 1))
        return next(iter(shape_of(kind).records(rows)), None)

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, equal: dict[str, Any]) -> Sums:
        """By texts and whole numbers alone."""
        _require_index(kind, equal)
        statement = statements.sums(kind, by, of, statements.where(equal, self._style))
        rows = self._connection.exec_driver_sql(statement, _marks(kind, equal))
        return {tuple(group): ((int(high) << 32) + int(low), int(count)) for *group, high, low, count in rows}

    def walk(self, kind: type[R], order: tuple[str, ...], equal: dict[str, Any]) -> Iterator[R]:
        """PostgreSQL needs a transaction for it."""
        _require_index(kind, equal)
        statement = statements.walk(kind, order, statements.where(equal, self._style))
        rows = self._connection.exec_driver_sql(
            statement,
            _marks(kind, equal),
            execution_options={"stream_results": True, "max_row_buffer": ROWS_A_FETCH},
        )
        for part in rows.partitions(ROWS_A_FETCH):
            yield from shape_of(kind).records(part)

    def write(self, changes: Sequence[Changes]) -> None:
        """Deletes, inserts and replaces, table after table."""
        copied = self._copied(changes)
        for kind, added, put, gone in changes:
            if gone:
                self._many(statements.delete(kind, self._style), _keys(kind, gone))
            if copied and len(put) > COPY_FROM:
                self._merge(kind, copied)
            elif put:
                self._many(statements.upsert(kind, self._style), _values(put))
            if copied and len(added) > COPY_FROM:
                copied.into(kind.TABLE, kind)
            elif added:
                self._many(statements.insert(kind, self._style), _values(added))

    @property
    def _style(self) -> str:
        return "%s" if self._postgres else "?"

    def _many(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        self._connection.exec_driver_sql(statement, list(values) if len(values) > 1 else values[0])

    def _copied(self, changes: Sequence[Changes]) -> CopyIn | None:
        """PostgreSQL: the sets that COPY brings, in the order of writing."""
        if not self._postgres:
            return None
        # A hub on SQLite never loads the driver.
        from adapters.database.copy_in import CopyIn

        sets = [each for _, added, put, _ in changes for each in (put, added)]
        return CopyIn(self._connection, [each for each in sets if len(each) > COPY_FROM])

    def _merge(self, kind: type[Record], copied: CopyIn) -> None:
        """Many changed rows: copied beside their table, then put into it by one statement."""
        self._connection.exec_driver_sql(statements.beside(kind))
        copied.into(statements.beside_name(kind), kind)
        self._connection.exec_driver_sql(statements.merge(kind))

    def read(self, kind: type[R], query: sa.Select[Any]) -> list[R]:
        """The records a select over their table gives."""
        if self._lock:
            query = query.with_for_update()
        return shape_of(kind).records(self._connection.execute(query))


def changes_of(shelves: Sequence[Shelf[Any]]) -> list[Changes]:
    """What the shelves changed, in their order; those that changed nothing are left out."""
    changes: list[Changes] = [(shelf.kind, *shelf.changes()) for shelf in shelves]
    return [change for change in changes if any(change[1:])]


def are_few(changes: Sequence[Changes]) -> bool:
    return all(max(len(added), len(put)) <= COPY_FROM for _, added, put, _ in changes)


def write_few(driver: Any, changes: Sequence[Changes]) -> None:
    """PostgreSQL, inside one trip: the same as `write`, for a few rows of many tables."""
    with driver.cursor() as cursor:
        for kind, added, put, gone in changes:
            for statement, values in (
                (statements.delete(kind, "%s"), _keys(kind, gone)),
                (statements.upsert(kind, "%s"), _values(put)),
                (statements.insert(kind, "%s"), _values(added)),
            ):
                if values:
                    cursor.executemany(statement, values)


def _values(records: Sequence[Record]) -> list[tuple[Any, ...]]:
    return [tuple(shape_of(type(record)).values(record)) for record in records]


def _keys(kind: type[Record], keys: Sequence[Key]) -> list[tuple[Any, ...]]:
    return [shape_of(kind).key_values(key) for key in keys]


def _marks(kind: type[Record], equal: dict[str, Any]) -> tuple[Any, ...]:
    """The values of `statements.where`, in its order."""
    shape = shape_of(kind)
    return tuple(
        shape.value(name, one)
        for name, value in equal.items()
        for one in (value if isinstance(value, tuple) else (value,))
    )


def _require_index(kind: type[Record], equal: dict[str, Any]) -> None:
    if not _indexed(kind, equal):
        raise Broken(f"{kind.TABLE} has no index on {sorted(equal)}", cause="tables.no_index")


def _indexed(kind: type[Record], equal: dict[str, Any]) -> bool:
    asked = set(equal)
    return any(asked == set(group[: len(asked)]) for group in (kind.KEY, *kind.INDEXES))


def _marks_of(kind: type[Record], names: tuple[str, ...], wanted: Key) -> tuple[Any, ...]:
    shape = shape_of(kind)
    if names == kind.KEY:
        return tuple(shape.key_values(wanted))
    return tuple(shape.value(name, value) for name, value in zip(names, wanted, strict=True))


def _alike(scans: Sequence[Scan]) -> list[list[int]]:
    """The places of scans that ask one table by the same columns, where there are several."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, (kind, equal) in enumerate(scans):
        if equal and None not in equal.values():
            groups.setdefault((kind, *equal), []).append(place)
    return [places for places in groups.values() if len(places) > 1]
