"""A record is one row a room keeps: a frozen struct that names its table, its key and its indexes."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

import msgspec

Key = tuple[Any, ...]
# How a unit of work holds the rows it reads: alone, together with others that only read them, or not at all.
ALONE, SHARED, FREE = "alone", "shared", "free"
# Of rows, by the values of some of their fields: (the sum of another, how many rows).
Sums = dict[tuple[Any, ...], tuple[int, int]]

RECORDS: dict[str, type[Record]] = {}
# Reads the key of a record in one call: every row that is looked for or written asks for it.
_KEYS: dict[type[Record], Callable[[Any], Key]] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of every row. Fields are str, int, bool, bytes, datetime or None; amounts are scaled integers.

    TABLE: the table's name, `<room>_<noun>`.
    KEY: the fields that identify a row; time-ordered where the table grows with traffic.
    INDEXES: field groups that `Shelf.find` may ask by.
    BOOK: a rebuild from the message store must give the same bytes for every book table.
    MONTHLY: the table is partitioned by its integer field `month` (yyyymm) where the database can.
    FINAL: rows are only added, never changed by who adds them: a store may write them while the unit of work
    goes on.
    LOCK: ALONE; SHARED for what every unit of work reads and few change: who changes it takes it first
    (`Shelf.take`) and waits for those that read it; FREE for what is only changed under such a row.
    """

    TABLE: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()
    BOOK: ClassVar[bool] = False
    MONTHLY: ClassVar[bool] = False
    FINAL: ClassVar[bool] = False
    LOCK: ClassVar[str] = ALONE

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.TABLE:
            RECORDS[cls.TABLE] = cls
            _KEYS[cls] = _reader_of(cls.KEY)


R = TypeVar("R", bound=Record)


def key_of(record: Record) -> Key:
    """The values of the record's key fields, in order."""
    return _KEYS[type(record)](record)


def _reader_of(names: tuple[str, ...]) -> Callable[[Any], Key]:
    if len(names) > 1:
        return attrgetter(*names)
    alone = attrgetter(*names)
    return lambda record: (alone(record),)
