"""A breach: goods that left without leave; it stops the site until it is explained."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record


class Breach(Record, frozen=True, kw_only=True):
    """One lot on one document that left without leave; `closed` says why it is no longer one.

    pledged: of it, pledged goods. counted: the release order it named has counted it as taken.
    picker, code_hash: who took it, and the hash of the code that was shown, as far as that was told.
    """

    TABLE: ClassVar[str] = "custody_breach"
    KEY: ClassVar[tuple[str, ...]] = ("site", "document_no", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("site", "open"),
        ("site", "order_no"),
        ("contract_no", "open"),
    )
    BOOK: ClassVar[bool] = True

    site: str
    document_no: str
    lot_no: str
    unit: str
    micro: int
    event_time: datetime
    order_no: str
    vehicle: str
    contract_no: str
    pledged_micro: int = 0
    counted: bool = False
    reason: str
    message_id: UUID
    open: bool = True
    closed: str = ""
    picker: str | None = None
    code_hash: str | None = None

    @property
    def object(self) -> str:
        """The alert's object: one open alert for each."""
        return f"{self.site}/{self.document_no}/{self.lot_no}"
