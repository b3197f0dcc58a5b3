"""Goods on the road between two sites: two legs told by two warehouses, in any order."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

WAITING, CONFIRMED, REJECTED = "waiting", "confirmed", "rejected"


class Transit(Record, frozen=True, kw_only=True):
    """One lot of one transfer; what departed and has not arrived is on the road.

    pledged_out, pledged_in: of it, pledged goods that left and arrived. approved: the pledge goes with them.
    confirm: whether the target's supervisor stands in for what arrived pledged: WAITING, CONFIRMED, REJECTED,
    None where it is the same supervisor. late: what of it is alarmed as stuck (C11), None if nothing.
    """

    TABLE: ClassVar[str] = "custody_transit"
    KEY: ClassVar[tuple[str, ...]] = ("transfer_no", "from_site", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("from_site",),
        ("to_site",),
        ("complete",),
        ("to_site", "confirm"),
        ("confirm",),
    )
    BOOK: ClassVar[bool] = True

    transfer_no: str
    from_site: str
    lot_no: str
    to_site: str
    unit: str
    contract_no: str = ""
    approved: bool = True
    departed_micro: int = 0
    arrived_micro: int = 0
    pledged_out_micro: int = 0
    pledged_in_micro: int = 0
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    complete: bool = False
    confirm: str | None = None
    late: str | None = None

    @property
    def object(self) -> str:
        """The object of its alarm that it is stuck."""
        return f"{self.from_site}/{self.transfer_no}/{self.lot_no}"


class ApprovedSite(Record, frozen=True, kw_only=True):
    """A site where the goods of a contract may lie."""

    TABLE: ClassVar[str] = "custody_approved_site"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "site")
    BOOK: ClassVar[bool] = True

    contract_no: str
    site: str
