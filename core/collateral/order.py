"""An order as a security: what the buyer confirmed, less what was shipped, invoiced or paid before."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from core.collateral.names import day
from core.hub.records import Record


class Order(Record, frozen=True, kw_only=True):
    """One order as it now is; money in minor units, days as yyyymmdd, 0 unknown.

    buyers, sellers: all their names, one a line. amount: what it comes to; confirmed: of it, by the buyer,
    None before; accepted: of it, by the seller, None unless he said less; prepaid: by the buyer; shipped,
    invoiced: of the amount. due_day: of delivery. version: of the order, the newest counts. status: new,
    changed or cancelled.
    """

    TABLE: ClassVar[str] = "collateral_order"
    KEY: ClassVar[tuple[str, ...]] = ("thing",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("order_no",), ("contract_no",))
    BOOK: ClassVar[bool] = True

    thing: str
    order_no: str
    buyers: str
    sellers: str
    currency: str
    amount_minor: int
    status: str
    version: int
    told_at: datetime
    due_day: int = 0
    confirmed_minor: int | None = None
    prepaid_minor: int = 0
    shipped_minor: int = 0
    invoiced_minor: int = 0
    contract_no: str = ""
    accepted_minor: int | None = None

    @property
    def unshipped_minor(self) -> int:
        """Confirmed, accepted as far as the seller said, not shipped, invoiced or paid before."""
        if self.status == "cancelled" or self.confirmed_minor is None:
            return 0
        whole = min(self.amount_minor, self.confirmed_minor)
        if self.accepted_minor is not None:
            whole = min(whole, self.accepted_minor)
        return max(0, whole - max(self.shipped_minor, self.invoiced_minor) - self.prepaid_minor)

    def late(self, today: date, days: int) -> bool:
        """Whether its delivery is over by more than so many days."""
        if not self.due_day:
            return False
        due = date(self.due_day // 10_000, self.due_day // 100 % 100, self.due_day % 100)
        return day(due) < day(today) and (today - due).days > days


class OrderItem(Record, frozen=True, kw_only=True):
    """One line of an order: so much ordered for that much of the amount, and so much of it sent."""

    TABLE: ClassVar[str] = "collateral_order_item"
    KEY: ClassVar[tuple[str, ...]] = ("thing", "line_no")
    BOOK: ClassVar[bool] = True

    thing: str
    line_no: str
    sku: str
    unit: str
    micro: int
    amount_minor: int
    shipped_micro: int = 0
