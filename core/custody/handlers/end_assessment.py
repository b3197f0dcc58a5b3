"""The time for which a pledgee judged a lot is over: nothing of it counts until it is judged again (C14)."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.messages import AssessmentOver
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.assessment_over.v1")
def end_assessment(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(AssessmentOver)
    known, lot = work.assessments.get(said.site, said.lot_no), work.lots.get(said.site, said.lot_no)
    if known is None or lot is None or known.over or said.at.astimezone(UTC) < known.until:
        return []
    booking = Booking(message, work)
    work.assessments.put(replace(known, over=True))
    booking.change(lot, replace(lot, approved_micro=0))
    booking.alarm(
        AlertRaised(
            code="C14",
            severity="medium",
            object=f"{lot.site}/{lot.lot_no}/assessment",
            site=lot.site,
            text=f"{known.approver} judged lot {lot.lot_no} at {lot.site} until"
            f" {known.until:%Y-%m-%d %H:%M:%SZ}; nothing of it counts until it is judged again",
            action="have the pledgee judge the lot again (`custody.lot_assessed.v1`)",
        )
    )
    work.unit.effect(
        message,
        kind="assessment.over",
        key=f"{lot.site}/{lot.lot_no}",
        text=f"lot {lot.lot_no} is to be judged again",
    )
    return settled(booking)
