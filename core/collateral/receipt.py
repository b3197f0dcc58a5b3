"""A warehouse receipt 仓单: goods on paper, split, merged, endorsed and picked; a family has one root."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from core.collateral.names import day
from core.hub.records import Record

ISSUED, VERIFIED, CANCELLED = "ISSUED", "VERIFIED", "CANCELLED"


class Receipt(Record, frozen=True, kw_only=True):
    """One receipt as its issuer last told it; quantities are millionths of `unit`, days yyyymmdd, 0 unknown.

    issuer, number: as they are compared. holder, pledged_to: all their names, one a line. micro: what it was
    last told to be for; gone: what of that went into receipts split or merged from it; promised: released
    and not picked yet. parents: numbers it comes of, one a line; root: the first of the family. state:
    ISSUED, VERIFIED (its issuer stands for it 查复) or CANCELLED. doubt: why it does not count.
    """

    TABLE: ClassVar[str] = "collateral_receipt"
    KEY: ClassVar[tuple[str, ...]] = ("thing",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("contract_no",),
        ("warehouse", "lot_no"),
        ("issuer", "root"),
    )
    BOOK: ClassVar[bool] = True

    thing: str
    issuer: str
    number: str
    kind: str
    holder: str
    warehouse: str
    sku: str
    unit: str
    micro: int
    told_at: datetime
    lot_no: str = ""
    gone_micro: int = 0
    promised_micro: int = 0
    valid_until: int = 0
    parents: str = ""
    root: str = ""
    pledged_to: str = ""
    state: str = ISSUED
    verified_at: datetime | None = None
    doubt: str = ""
    contract_no: str = ""
    warned: int = -1

    @property
    def left_micro(self) -> int:
        """What it is still for."""
        return 0 if self.state == CANCELLED else max(0, self.micro - self.gone_micro)

    @property
    def secured_micro(self) -> int:
        """What of it may secure money: what is released may leave at any time."""
        return max(0, self.left_micro - self.promised_micro)

    def ended(self, today: date) -> bool:
        return bool(self.valid_until) and self.valid_until <= day(today)
