"""The row of one cause why a site is not seen."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Blindness(Record, frozen=True, kw_only=True):
    """One cause why a site is not seen: its snapshot is overdue, or a feed or agent fell silent."""

    TABLE: ClassVar[str] = "custody_blindness"
    KEY: ClassVar[tuple[str, ...]] = ("site", "cause")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("cause",),)
    BOOK: ClassVar[bool] = True

    site: str
    cause: str
    since: datetime
    text: str
