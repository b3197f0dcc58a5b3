"""An exchange 换货: pledged goods may go once others are pledged for them; half done it is alarmed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

WAITING, COVERED, DONE, EXPIRED, CANCELLED = "waiting", "covered", "done", "expired", "cancelled"
OPEN = (WAITING, COVERED)


class Exchange(Record, frozen=True, kw_only=True):
    """One exchange order; what may go on it is a release order of the same number.

    state: WAITING for the pledge of the goods that come, COVERED when they are pledged, then DONE when the
    others went, or EXPIRED or CANCELLED. begun_at: from when the first of them was pledged.
    late: it is alarmed as half done (C11).
    """

    TABLE: ClassVar[str] = "custody_exchange"
    KEY: ClassVar[tuple[str, ...]] = ("site", "order_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state",), ("contract_no",))
    BOOK: ClassVar[bool] = True

    site: str
    order_no: str
    contract_no: str
    state: str
    issued_at: datetime
    begun_at: datetime | None = None
    covered_at: datetime | None = None
    late: bool = False

    @property
    def object(self) -> str:
        """The object of its alarm that it is half done."""
        return f"{self.site}/{self.order_no}/exchange"


class ExchangeIn(Record, frozen=True, kw_only=True):
    """So much of one lot is to come under the pledge; `pledged` is what was confirmed for it."""

    TABLE: ClassVar[str] = "custody_exchange_in"
    KEY: ClassVar[tuple[str, ...]] = ("site", "order_no", "lot_no")
    BOOK: ClassVar[bool] = True

    site: str
    order_no: str
    lot_no: str
    unit: str
    micro: int
    pledged_micro: int = 0
