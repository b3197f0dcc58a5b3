"""A pledge notice: what a pledgee asks a warehouse to hold or let go, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Notice(Record, frozen=True, kw_only=True):
    """One notice 出质通知 or 解押通知; state is sent, accepted, partial or rejected."""

    TABLE: ClassVar[str] = "custody_notice"
    KEY: ClassVar[tuple[str, ...]] = ("site", "notice_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "state"), ("contract_no",))
    BOOK: ClassVar[bool] = True

    site: str
    notice_no: str
    contract_no: str
    action: str
    issued_at: datetime
    registry_no: str = ""
    state: str = "sent"


class NoticeLine(Record, frozen=True, kw_only=True):
    """So much of one lot on a notice; an unpledging keeps it reserved until the warehouse has answered."""

    TABLE: ClassVar[str] = "custody_notice_line"
    KEY: ClassVar[tuple[str, ...]] = ("site", "notice_no", "lot_no")
    BOOK: ClassVar[bool] = True

    site: str
    notice_no: str
    lot_no: str
    unit: str
    micro: int
    reserved_micro: int = 0
