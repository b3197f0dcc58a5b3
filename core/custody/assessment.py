"""For how long a pledgee has judged a lot."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Assessment(Record, frozen=True, kw_only=True):
    """The newest judgement of a lot that holds until a moment; over: that moment has come."""

    TABLE: ClassVar[str] = "custody_assessment"
    KEY: ClassVar[tuple[str, ...]] = ("site", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("over",),)
    BOOK: ClassVar[bool] = True

    site: str
    lot_no: str
    approver: str
    until: datetime
    over: bool = False
