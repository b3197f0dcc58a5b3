"""What a document booked and still stands: nothing that stands itself has taken it back."""

from __future__ import annotations

from core.custody.booking import Booking
from core.custody.movement import Movement


def standing(booking: Booking, site: str, document_type: str, document_no: str) -> list[Movement]:
    """The movements that a document booked and nobody has taken back.

    A document's reversals of others' movements are what it booked; of its own, only how it was mended.
    """
    told = [
        each
        for each in booking.work.movements.find(site=site, document_no=document_no)
        if each.document_type == document_type
    ]
    own = {each.movement_id for each in told}
    return [each for each in told if each.reverses not in own and _stands(booking, each)]


def original(booking: Booking, reversal: Movement) -> Movement | None:
    """What a movement takes back; it counts from the same moment, so it stands under the same day."""
    return next((each for each in _beside(booking, reversal) if each.movement_id == reversal.reverses), None)


def _stands(booking: Booking, movement: Movement) -> bool:
    """Nothing that stands itself takes it back."""
    against = [each for each in _beside(booking, movement) if each.reverses == movement.movement_id]
    return not any(_stands(booking, each) for each in against)


def _beside(booking: Booking, movement: Movement) -> list[Movement]:
    find = booking.work.movements.find
    return find(site=movement.site, lot_no=movement.lot_no, event_day=movement.event_day)
