"""The clock asks whether a warehouse has answered a release order: within its time it must (C07)."""

from __future__ import annotations

from datetime import UTC, timedelta

from msgspec.structs import replace

from core.custody.asked import ReceiptCheckDue
from core.custody.booking import Booking
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.receipt_check_due.v1")
def check_receipt(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(ReceiptCheckDue)
    order = work.orders.get(said.site, said.order_no)
    within = work.watch(said.site).receipt_due_s
    if order is None or order.receipt or order.receipt_late or order.state != "open" or not within:
        return []
    if said.at.astimezone(UTC) - order.issued_at <= timedelta(seconds=within):
        return []
    booking = Booking(message, work)
    work.orders.put(replace(order, receipt_late=True))
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{order.site}/{order.order_no}/receipt",
            site=order.site,
            text=f"release order {order.order_no} of {order.issued_at:%Y-%m-%d %H:%M:%SZ} is not answered by"
            f" {order.site}; {within} s are allowed",
            action="call the warehouse: does it have the order, will it serve it?",
        )
    )
    work.unit.effect(
        message,
        kind="receipt.late",
        key=f"{order.site}/{order.order_no}",
        text=f"{order.site} has not answered release order {order.order_no}",
    )
    return settled(booking)
