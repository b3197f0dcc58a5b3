"""Records as tables: one column a field, whole numbers for amounts and times (never NUMERIC or float)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import sqlalchemy as sa

from core.hub.records import RECORDS, Key, Record
from core.kernel.errors import Broken

METADATA = sa.MetaData()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


class Shape(msgspec.Struct, frozen=True):
    """How a record type is kept: its table, and the way of each field into and out of its column.

    texts: the places of its texts, which no database of ours keeps with a NUL in them.
    """

    kind: type[Record]
    table: sa.Table
    names: tuple[str, ...]
    texts: tuple[int, ...]
    into: tuple[tuple[int, Callable[[Any], Any]], ...]
    out: tuple[tuple[int, Callable[[Any], Any]], ...]
    key: tuple[Callable[[Any], Any] | None, ...]

    def values(self, record: Record) -> list[Any]:
        """The record's fields as column values, in column order."""
        values = list(msgspec.structs.astuple(record))
        for place, turn in self.into:
            if values[place] is not None:
                values[place] = turn(values[place])
        # One look over all texts together: almost never is there anything to replace.
        if "\x00" in "".join([values[place] or "" for place in self.texts]):
            for place in self.texts:
                values[place] = values[place] and _without_nul(values[place])
        return values

    def value(self, name: str, value: Any) -> Any:
        """The value of one field as its column's."""
        place = self.names.index(name)
        turn = _without_nul if place in self.texts else dict(self.into).get(place)
        return value if turn is None or value is None else turn(value)

    def column(self, name: str, values: Sequence[Any]) -> Sequence[Any]:
        """Many values of one field, none of them None, as its column's."""
        place = self.names.index(name)
        if place in self.texts:
            return [_without_nul(value) for value in values] if "\x00" in "".join(values) else values
        turn = dict(self.into).get(place)
        return values if turn is None else [turn(value) for value in values]

    def key_values(self, key: Key) -> tuple[Any, ...]:
        """The values of a key as those of its columns."""
        return tuple([v if turn is None else turn(v) for v, turn in zip(key, self.key, strict=True)])

    def records(self, rows: Iterable[Any]) -> list[Any]:
        """The records of rows that hold every column in its order."""
        kind, names, out = self.kind, self.names, self.out
        found = []
        for row in rows:
            values = list(row)
            for place, turn in out:
                if values[place] is not None:
                    values[place] = turn(values[place])
            found.append(kind(**dict(zip(names, values, strict=True))))
        return found


def shape_of(kind: type[Record]) -> Shape:
    return _shape(kind)


@cache
def _shape(kind: type[Record]) -> Shape:
    hints = get_type_hints(kind)
    names = kind.__struct_fields__
    kinds = [_plain(hints[name]) for name in names]
    columns = [
        sa.Column(name, _COLUMN[plain], nullable=optional, primary_key=name in kind.KEY, autoincrement=False)
        for name, (plain, optional) in zip(names, kinds, strict=True)
    ]
    indexes = [sa.Index(f"ix_{kind.TABLE}_{'_'.join(group)}", *group) for group in kind.INDEXES]
    options: dict[str, Any] = {"postgresql_partition_by": "RANGE (month)"} if kind.MONTHLY else {}
    key = sa.PrimaryKeyConstraint(*kind.KEY)
    table = sa.Table(kind.TABLE, METADATA, *columns, key, *indexes, sqlite_with_rowid=False, **options)
    plains = dict(zip(names, [plain for plain, _ in kinds], strict=True))
    return Shape(
        kind=kind,
        table=table,
        names=names,
        texts=tuple(place for place, (plain, _) in enumerate(kinds) if plain is str),
        into=tuple((place, turn) for place, (plain, _) in enumerate(kinds) if (turn := _INTO.get(plain))),
        out=tuple((place, turn) for place, (plain, _) in enumerate(kinds) if (turn := _OUT.get(plain))),
        key=tuple(_without_nul if plains[name] is str else _INTO.get(plains[name]) for name in kind.KEY),
    )


def shape_all() -> sa.MetaData:
    """The tables of every record type that has been discovered."""
    for kind in RECORDS.values():
        _shape(kind)
    return METADATA


def _plain(hint: Any) -> tuple[type, bool]:
    """(the field's plain type, whether it may be None)."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    plain = [option for option in options if option is not NoneType]
    if len(plain) != 1 or plain[0] not in _COLUMN:
        raise Broken(f"a record field of type {hint} has no column; use {list(_COLUMN)}", cause="record.type")
    return plain[0], len(plain) < len(options)


_COLUMN: dict[Any, Any] = {
    str: sa.Text,
    int: sa.BigInteger,
    bool: sa.Boolean,
    bytes: sa.LargeBinary,
    datetime: sa.BigInteger,
    UUID: sa.LargeBinary(16),
}


def _without_nul(text: str) -> str:
    """PostgreSQL's text refuses NUL; a file name or reason that has one shows it as its picture."""
    return text.replace("\x00", "\u2400") if "\x00" in text else text


_INTO: dict[Any, Callable[[Any], Any]] = {
    datetime: to_micros,
    UUID: lambda value: value.bytes,
}
_OUT: dict[Any, Callable[[Any], Any]] = {
    datetime: from_micros,
    UUID: lambda value: UUID(bytes=bytes(value)),
    bytes: bytes,
    bool: bool,
}
