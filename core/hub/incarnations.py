"""Which life of the hub this is: each restore begins a new one, and every receipt says its number."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.ports import Store, Unit
from core.hub.records import Record

FIRST = 1
LIVES_MAX = 10_000
_MICROS = 1_000_000


class Incarnation(Record, frozen=True, kw_only=True):
    """One restore. complete_to: what was committed before is in the books; restored_at: the store's clock.

    A hub that was never restored has no row, and the number 1.
    """

    TABLE: ClassVar[str] = "hub_incarnation"
    KEY: ClassVar[tuple[str, ...]] = ("number",)

    number: int
    complete_to: datetime
    restored_at: datetime
    by: str
    why: str


def next_number(known: int, at: datetime) -> int:
    """Greater than every number before, and never one of another restore of the same backup.

    A backup does not know of the restores that were made of it, so the number is the moment of the restore.
    """
    return max(known + 1, int(at.timestamp() * _MICROS))


def newest(store: Store) -> Incarnation | None:
    """The present life, read without a lock; None before the first restore."""
    rows = store.rows(Incarnation, limit=LIVES_MAX)
    return rows[-1] if rows else None


def newest_in(unit: Unit) -> Incarnation | None:
    """The same inside a unit of work."""
    rows = unit.shelf(Incarnation).find(limit=LIVES_MAX)
    return rows[-1] if rows else None


def number_of(life: Incarnation | None) -> int:
    return FIRST if life is None else life.number
