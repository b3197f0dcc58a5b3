"""What a source itself declares to be wrong: taken back once, whichever came first, and alarmed."""

from __future__ import annotations

from core.catalogue.wms_correction import Correction
from core.custody.booking import Booking
from core.custody.correct import undo
from core.custody.declared import Declared
from core.custody.standing import standing
from core.hub.alerts import AlertRaised
from core.kernel.errors import Refused

RETRACTABLE = {"wms.inbound.v1", "wms.outbound.v1"}


def declare(booking: Booking, said: Correction) -> None:
    """Takes back what the named document booked; where it booked nothing (yet), that is remembered."""
    told = said.corrects
    if told is None or told.kind not in RETRACTABLE:
        raise Refused(
            f"{said.correction_no} declares {told and told.kind} to be wrong; a source takes back only"
            f" {', '.join(sorted(RETRACTABLE))} by itself, have a person sign the rest",
            cause="custody.declared.kind",
        )
    declared = Declared(
        site=said.warehouse,
        document_type=told.kind,
        document_no=told.number,
        correction_no=said.correction_no,
        reason=said.reason,
        at=booking.message.event_time,
    )
    known = booking.work.declared.get(declared.site, declared.document_type, declared.document_no)
    if known is None:
        booking.work.declared.put(declared)
    _take_back(booking, known or declared)


def take_back_declared(booking: Booking, site: str, document_no: str) -> None:
    """The document in hand was declared to be wrong before it came: what it booked is taken back at once."""
    declared = booking.work.declared.get(site, booking.message.type, document_no)
    if declared is not None:
        _take_back(booking, declared)


def _take_back(booking: Booking, declared: Declared) -> None:
    """A breach stays one: whoever let goods go without leave must not end that by a word of his own."""
    site, number = declared.site, declared.document_no
    undone = standing(booking, site, declared.document_type, number)
    undo(booking, undone, declared.correction_no, breaches=False)
    what = f"{len(undone)} movements are taken back" if undone else "nothing of it stands in the book"
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{site}/{number}/declared",
            site=site,
            text=f"{site} declares {declared.document_type} {number} to be wrong"
            f" ({declared.reason or 'without a reason'}): {what}",
            action="ask what happened and count the lots; a breach stays open until a person answers for it",
        )
    )
