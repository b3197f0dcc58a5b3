"""What a warehouse says it has, line by line beside the book of that moment, and the breaks between them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

PPM = 1_000_000
AGREES, SHORT, OVER, MISSING, UNKNOWN, UNIT, PLEDGE = (
    "agrees",
    "short",
    "over",
    "missing",
    "unknown",
    "unit",
    "pledge",
)


class Snapshot(Record, frozen=True, kw_only=True):
    """One snapshot as it was reconciled; two equal ones of two moments are two facts.

    A full one speaks of all lots of the site, or of those of its `location` or `owner` where it names one.
    reconciled: False for one too old to be judged, kept as evidence.
    """

    TABLE: ClassVar[str] = "custody_snapshot"
    KEY: ClassVar[tuple[str, ...]] = ("site", "as_of", "snapshot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "as_of_day"),)
    BOOK: ClassVar[bool] = True

    site: str
    as_of: datetime
    snapshot_no: str
    as_of_day: int
    record_time: datetime
    partial: bool
    location: str
    owner: str
    lines: int
    breaks: int
    reconciled: bool


class SnapshotRow(Record, frozen=True, kw_only=True):
    """One lot of a snapshot: what was told, and the book of that moment as it is known now."""

    TABLE: ClassVar[str] = "custody_snapshot_row"
    KEY: ClassVar[tuple[str, ...]] = ("site", "as_of", "snapshot_no", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "lot_no", "as_of_day"),)
    BOOK: ClassVar[bool] = True

    site: str
    as_of: datetime
    snapshot_no: str
    lot_no: str
    as_of_day: int
    unit: str
    told_micro: int
    book_micro: int
    listed: bool
    told_pledged: bool | None = None
    book_pledged: bool = False
    unit_differs: bool = False
    condition: str = ""
    state: str = AGREES


class Break(Record, frozen=True, kw_only=True):
    """One lot's difference between the book and the newest snapshot that speaks of it, open or closed.

    alone: it has an alarm of its own; of very many at one site the rest are alarmed together.
    """

    TABLE: ClassVar[str] = "custody_break"
    KEY: ClassVar[tuple[str, ...]] = ("site", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "open"),)
    BOOK: ClassVar[bool] = True

    site: str
    lot_no: str
    unit: str
    kind: str
    told_micro: int
    book_micro: int
    as_of: datetime
    since: datetime
    alone: bool = True
    open: bool = True
    closed: str = ""


def state_of(row: SnapshotRow, tolerance_ppm: int) -> str:
    """How the told quantity stands to the book of the same moment."""
    if row.unit_differs:
        return UNIT
    if abs(row.told_micro - row.book_micro) * PPM > abs(row.book_micro) * tolerance_ppm:
        if not row.listed:
            return MISSING
        if row.book_micro == 0:
            return UNKNOWN
        return SHORT if row.told_micro < row.book_micro else OVER
    if row.told_pledged is not None and row.told_pledged != row.book_pledged:
        return PLEDGE
    return AGREES
