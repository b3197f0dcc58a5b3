"""A lot is older than its contract allows: it counts as aged until the pledgee has judged it (C14)."""

from __future__ import annotations

from datetime import UTC, timedelta

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.messages import LotAged
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message

AGED = "aged"
# A worse word than this one stays: damaged goods do not get better by being old.
SOUND = {"", "good"}


@handles("custody.lot_aged.v1")
def age_lot(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(LotAged)
    lot = work.lots.get(said.site, said.lot_no)
    if lot is None or lot.aged is not None or lot.aged_from is None:
        return []
    if said.at.astimezone(UTC) - lot.aged_from <= timedelta(days=said.age_days):
        return []
    booking = Booking(message, work)
    condition = AGED if lot.condition in SOUND else lot.condition
    booking.change(lot, replace(lot, aged=True, condition=condition))
    booking.alarm(
        AlertRaised(
            code="C14",
            severity="medium",
            object=f"{lot.site}/{lot.lot_no}/age",
            site=lot.site,
            text=f"lot {lot.lot_no} at {lot.site} is of {lot.aged_from:%Y-%m-%d}, over {said.age_days} days"
            f" old; {lot.contract_no} values it as {condition}",
            action="have the pledgee judge the lot (`custody.lot_assessed.v1`), or ask for other goods",
        )
    )
    work.unit.effect(
        message, kind="lot.aged", key=f"{lot.site}/{lot.lot_no}", text=f"lot {lot.lot_no} is over age"
    )
    return settled(booking)
