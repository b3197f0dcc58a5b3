"""A release order's time is over: what it still kept reserved is free again."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.exchanging import follow_order
from core.custody.messages import ReleaseOrderExpired
from core.custody.settle import settled
from core.custody.taking import give_back
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("custody.release_order_expired.v1")
def expire_release_order(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(ReleaseOrderExpired)
    order = work.orders.get(said.site, said.order_no)
    if order is None or said.at < order.valid_to:
        until = f"it holds until {order.valid_to:%Y-%m-%d %H:%M:%SZ}" if order else "it is unknown"
        raise Refused(
            f"release order {said.order_no} at {said.site} is not over: {until}",
            cause="custody.release.not_over",
        )
    if order.state not in {"open", "waiting"}:
        return []
    booking = Booking(message, work)
    for line in work.order_lines.find(site=said.site, order_no=said.order_no):
        give_back(booking, line)
    over = replace(order, state="expired")
    work.orders.put(over)
    follow_order(booking, over)
    work.unit.effect(
        message,
        kind="release.expired",
        key=f"{said.site}/{said.order_no}",
        text=f"release order {said.order_no} at {said.site} is over; its reserve is free",
    )
    return settled(booking)
