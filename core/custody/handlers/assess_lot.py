"""The pledgee judges a lot: how much of it counts 核定, in which condition, and whether it is disputed."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal, InvalidOperation

from msgspec.structs import replace

from core.custody.assessment import Assessment
from core.custody.booking import Booking
from core.custody.condition import WORSE
from core.custody.handover import judged
from core.custody.messages import LotAssessed
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


@handles("custody.lot_assessed.v1")
def assess_lot(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(LotAssessed)
    lot = work.lots.get(said.site, said.lot_no)
    if lot is None or not said.approver.strip():
        raise Refused(
            f"lot {said.lot_no} at {said.site} is judged by a named approver, once the book knows it",
            cause="custody.assess",
        )
    booking = Booking(message, work)
    after = replace(
        lot,
        approved_micro=_approved(said, lot.unit),
        condition=said.condition or lot.condition,
        disputed=said.disputed,
        aged=None if lot.aged is None else False,
    )
    booking.change(lot, after)
    _keep_until(booking, said)
    if lot.condition in WORSE and after.condition != lot.condition:
        booking.calm("C14", f"{lot.site}/{lot.lot_no}/{lot.condition}", f"{said.approver} has judged it")
    if lot.aged:
        booking.calm("C14", f"{lot.site}/{lot.lot_no}/age", f"{said.approver} has judged it")
    if lot.unconfirmed:
        judged(booking, lot.site, lot.lot_no, said.approver)
    if lot.disputed and not after.disputed:
        booking.calm("C08", f"{lot.site}/{lot.lot_no}", f"{said.approver} says it is not disputed")
    work.unit.effect(
        message,
        kind="lot.assessed",
        key=f"{lot.site}/{lot.lot_no}",
        text=f"{said.approver} accepts {said.approved or 'all'} of {lot.lot_no}, {after.condition}",
    )
    return settled(booking)


def _approved(said: LotAssessed, unit: str) -> int | None:
    if not said.approved:
        return None
    try:
        micro = Quantity.of(Decimal(said.approved), unit).micro
    except InvalidOperation:
        micro = -1
    if micro < 0:
        raise Refused(
            f"approved is {said.approved!r}; give a quantity of {unit}, not below 0", cause="custody.assess"
        )
    return micro


def _keep_until(booking: Booking, said: LotAssessed) -> None:
    """A judgement that ends is remembered; a newer one, with or without an end, takes its place."""
    known = booking.work.assessments.get(said.site, said.lot_no)
    until = said.valid_until.astimezone(UTC) if said.valid_until else None
    if known is not None and known.over:
        booking.calm("C14", f"{said.site}/{said.lot_no}/assessment", f"{said.approver} has judged it again")
    if until is None and known is not None:
        booking.work.assessments.remove(said.site, said.lot_no)
    elif until is not None:
        kept = Assessment(site=said.site, lot_no=said.lot_no, approver=said.approver, until=until)
        booking.work.assessments.put(kept)
