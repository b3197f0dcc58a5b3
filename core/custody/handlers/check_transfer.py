"""The clock asks whether goods on the road have arrived, and were confirmed: else they are traced (C11)."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.custody.asked import TransferCheckDue
from core.custody.booking import Booking
from core.custody.settle import settled
from core.custody.stuck import why_stuck
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.transfer_check_due.v1")
def check_transfer(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(TransferCheckDue)
    transit = work.transits.get(said.transfer_no, said.from_site, said.lot_no)
    if transit is None:
        return []
    late, text = why_stuck(transit, work.watch(transit.to_site), said.at.astimezone(UTC))
    if not late or late == transit.late:
        return []
    booking = Booking(message, work)
    work.transits.put(replace(transit, late=late))
    booking.alarm(
        AlertRaised(
            code="C11",
            severity="high",
            object=transit.object,
            site=transit.to_site,
            text=text,
            action="trace the vehicle; ask both warehouses and the supervisor",
        )
    )
    work.unit.effect(
        message,
        kind="transfer.stuck",
        key=transit.object,
        text=f"{transit.transfer_no}: lot {transit.lot_no} is stuck: {late}",
    )
    return settled(booking)
