"""A release order: leave for goods to go, how much of it was used, and why an outbound does not fit it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from core.custody.pickup import why_not_him
from core.hub.records import Record
from core.kernel.quantity import Quantity

PPM = 1_000_000


class ReleaseOrder(Record, frozen=True, kw_only=True):
    """One order; state is open, done (all lines taken), expired or cancelled.

    exchange: it is half of one, and waiting until the goods that come are pledged.
    valid_from is included, valid_to is not. vehicles: plates separated by a line break, "" for any.
    open_lines: lines not yet fully taken. receipt: the warehouse's last answer; receipt_late: it was alarmed
    that none came. code_hash: SHA-256 of the one-time code, None where there is none. identify: an outbound
    that does not say who took the goods, or by what, has no leave where the order does.
    """

    TABLE: ClassVar[str] = "custody_release_order"
    KEY: ClassVar[tuple[str, ...]] = ("site", "order_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "state"), ("state",), ("contract_no",))
    BOOK: ClassVar[bool] = True

    site: str
    order_no: str
    contract_no: str
    version: int
    state: str
    issued_at: datetime
    valid_from: datetime
    valid_to: datetime
    tolerance_ppm: int
    vehicles: str = ""
    picker: str = ""
    open_lines: int = 0
    cancelled_at: datetime | None = None
    receipt: str = ""
    receipt_late: bool | None = None
    code_hash: str | None = None
    identify: bool | None = None
    exchange: bool | None = None


class ReleaseLine(Record, frozen=True, kw_only=True):
    """Up to `max` of one lot may go; `taken` went (pick-ups add up), `reserved` is still kept for it.

    tolerance_ppm: by how much a weighed total may be over, None where the order's own is meant.
    """

    TABLE: ClassVar[str] = "custody_release_line"
    KEY: ClassVar[tuple[str, ...]] = ("site", "order_no", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "lot_no"),)
    BOOK: ClassVar[bool] = True

    site: str
    order_no: str
    lot_no: str
    unit: str
    max_micro: int
    taken_micro: int = 0
    reserved_micro: int = 0
    tolerance_ppm: int | None = None


class Departure(NamedTuple):
    """What left: so much (millionths of `unit`) of a lot, when, by what, with whom, on which code."""

    lot_no: str
    micro: int
    unit: str
    at: datetime
    vehicle: str
    picker: str = ""
    code_hash: str = ""


def why_without_leave(
    order_no: str, order: ReleaseOrder | None, line: ReleaseLine | None, went: Departure
) -> str:
    """The reason why this departure has no leave, "" where the order covers it."""
    if not order_no:
        return "no release order was named"
    if order is None:
        return f"there is no release order {order_no}"
    if line is None:
        return f"release order {order_no} does not name lot {went.lot_no}"
    return _out_of_time(order, went) or why_not_him(order, went) or _over(order, line, went)


def _out_of_time(order: ReleaseOrder, went: Departure) -> str:
    if order.state == "waiting":
        return f"exchange {order.order_no} waits: the goods that come for it are not pledged"
    if went.at < order.issued_at:
        return f"release order {order.order_no} was only issued at {order.issued_at:%Y-%m-%d %H:%M:%SZ}"
    if order.cancelled_at is not None and went.at >= order.cancelled_at:
        return f"release order {order.order_no} was cancelled at {order.cancelled_at:%Y-%m-%d %H:%M:%SZ}"
    if not order.valid_from <= went.at < order.valid_to:
        return (
            f"release order {order.order_no} holds from {order.valid_from:%Y-%m-%d %H:%M:%SZ}"
            f" to {order.valid_to:%Y-%m-%d %H:%M:%SZ}"
        )
    return ""


def _over(order: ReleaseOrder, line: ReleaseLine, went: Departure) -> str:
    total = line.taken_micro + went.micro
    over = order.tolerance_ppm if line.tolerance_ppm is None else line.tolerance_ppm
    if total * PPM > line.max_micro * (PPM + over):
        return (
            f"{Quantity(total, line.unit)} went on release order {order.order_no}, which allows"
            f" {Quantity(line.max_micro, line.unit)} and {over} ppm more"
        )
    return ""
