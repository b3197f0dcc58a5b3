"""A warehouse answers a release order: it will serve it, will not, or has handed the goods over."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.wms_release import ReleaseReceipt
from core.custody.booking import Booking
from core.custody.quantities import by_lot, lot_micro
from core.custody.settle import settled
from core.custody.standing import standing
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.quantity import Quantity


@handles("wms.release_receipt.v1")
def receive_release_receipt(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(ReleaseReceipt)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    order = work.orders.get(said.warehouse, said.order_no)
    if order is None:
        _alarm(booking, said, said.order_no, f"there is no release order {said.order_no}")
    else:
        work.orders.put(replace(order, receipt=said.result))
        if order.receipt_late and not order.receipt:
            booking.calm("C07", f"{order.site}/{order.order_no}/receipt", f"{said.receipt_no} answers it")
        if said.result == "refused":
            _alarm(booking, said, said.order_no, f"the warehouse will not serve it: {said.reason}")
    if said.result == "released" and said.outbound_no:
        _compare(booking, said)
    work.unit.effect(
        message,
        kind="release.receipt",
        key=f"{said.warehouse}/{said.receipt_no}",
        text=f"release order {said.order_no} at {said.warehouse}: {said.result}",
    )
    return settled(booking)


def _compare(booking: Booking, said: ReleaseReceipt) -> None:
    """The receipt beside the outbound it names; an outbound that was not told yet is waited for."""
    told = standing(booking, said.warehouse, "wms.outbound.v1", said.outbound_no)
    left = {each.lot_no: -each.on_hand_delta for each in told}
    for lot_no, lines in by_lot(said.lots).items() if left else ():
        lot = booking.work.lots.get(said.warehouse, lot_no)
        unit = lot.unit if lot is not None else lines[0].quantity.unit
        micro = lot_micro(lot_no, (line.quantity for line in lines), unit)
        if micro != left.get(lot_no, 0):
            text = (
                f"receipt {said.receipt_no} says {Quantity(micro, unit)} of lot {lot_no},"
                f" outbound {said.outbound_no} says {Quantity(left.get(lot_no, 0), unit)}"
            )
            _alarm(booking, said, f"{said.order_no}/{lot_no}", text)


def _alarm(booking: Booking, said: ReleaseReceipt, what: str, text: str) -> None:
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{said.warehouse}/{what}",
            site=said.warehouse,
            text=f"release order {said.order_no} at {said.warehouse}: {text}",
            action="ask the warehouse",
        )
    )
