"""A stock count: evidence of what was there, and the cases that only an approved correction may settle."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Count(Record, frozen=True, kw_only=True):
    """One lot as counted, beside the book of that moment; it moves nothing."""

    TABLE: ClassVar[str] = "custody_count"
    KEY: ClassVar[tuple[str, ...]] = ("site", "count_no", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "lot_no"),)
    BOOK: ClassVar[bool] = True

    site: str
    count_no: str
    lot_no: str
    kind: str
    unit: str
    counted_micro: int
    book_micro: int
    event_time: datetime
    counter: str
    within: bool


class Variance(Record, frozen=True, kw_only=True):
    """A count beyond the tolerance, waiting for an approved correction; `rest` is what is still unsettled."""

    TABLE: ClassVar[str] = "custody_variance"
    KEY: ClassVar[tuple[str, ...]] = ("site", "count_no", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "open"),)
    BOOK: ClassVar[bool] = True

    site: str
    count_no: str
    lot_no: str
    unit: str
    difference_micro: int
    rest_micro: int
    since: datetime
    open: bool = True
    closed: str = ""
