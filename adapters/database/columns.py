"""Records as tables: one column a field, whole numbers for amounts and times (never NUMERIC or float)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import sqlalchemy as sa

from core.hub.records import RECORDS, Record
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
    """How a record type is kept: its table, and the way of each field into and out of its column."""

    table: sa.Table
    names: tuple[str, ...]
    into: tuple[Callable[[Any], Any] | None, ...]
    out: tuple[Callable[[Any], Any] | None, ...]

    def values(self, record: Record) -> tuple[Any, ...]:
        """The record's fields as column values, in column order."""
        return tuple(
            [
                value if turn is None or value is None else turn(value)
                for value, turn in zip(msgspec.structs.astuple(record), self.into, strict=True)
            ]
        )


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
    return Shape(
        table=table,
        names=names,
        into=tuple(_INTO.get(plain) for plain, _ in kinds),
        out=tuple(_OUT.get(plain) for plain, _ in kinds),
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
    str: _without_nul,
    datetime: to_micros,
    UUID: lambda value: value.bytes,
}
_OUT: dict[Any, Callable[[Any], Any]] = {
    datetime: from_micros,
    UUID: lambda value: UUID(bytes=bytes(value)),
    bytes: bytes,
    bool: bool,
}
