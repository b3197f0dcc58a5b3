"""Taking back what a document booked: compensating movements that name the original, never an edit."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking, Move
from core.custody.movement import Movement
from core.custody.taking import untake
from core.custody.unauthorised import close_breach
from core.hub.alerts import AlertRaised


def undo_corrected(booking: Booking, site: str, document_no: str) -> None:
    """A document that corrects an earlier one of its own number first takes back what that one booked."""
    if booking.message.corrects:
        undo(booking, standing(booking, site, booking.message.type, document_no), document_no)


def standing(booking: Booking, site: str, document_type: str, document_no: str) -> list[Movement]:
    """The movements that a document booked and nobody has taken back."""
    work = booking.work
    told = [
        each
        for each in work.movements.find(site=site, document_no=document_no)
        if each.document_type == document_type and each.reverses is None
    ]
    # A reversal counts from the same moment as what it reverses, so it stands under the same day.
    reversed_ids = {
        other.reverses
        for each in told
        for other in work.movements.find(site=site, lot_no=each.lot_no, event_day=each.event_day)
    }
    return [each for each in told if each.movement_id not in reversed_ids]


def undo(booking: Booking, movements: list[Movement], document_no: str) -> None:
    """Reverses these movements in the name of `document_no`, and what hangs on them."""
    for movement in movements:
        _reverse(booking, movement, document_no)
        if movement.kind == "out":
            _undo_outbound(booking, movement, document_no)


def _reverse(booking: Booking, movement: Movement, document_no: str) -> None:
    lot = booking.work.lots.get(movement.site, movement.lot_no)
    if lot is None:
        return
    contract_no, pledged = movement.contract_no, -movement.pledged_delta
    if pledged and lot.contract_no not in {"", contract_no}:
        alarm_pledged_twice(booking, (lot.site, lot.lot_no), lot.contract_no, contract_no)
        contract_no, pledged = lot.contract_no, 0
    booking.move(
        lot,
        Move(
            kind="reversal",
            document_no=document_no,
            on_hand=-movement.on_hand_delta,
            pledged=pledged,
            under_way=-movement.under_way_delta,
            order_no=movement.order_no,
            contract_no=contract_no,
            counts_from=movement.counts_from,
            reverses=movement,
            key=f"/{movement.movement_id}",
        ),
    )


def _undo_outbound(booking: Booking, movement: Movement, document_no: str) -> None:
    work = booking.work
    line = work.order_lines.get(movement.site, movement.order_no, movement.lot_no)
    breach = work.breaches.get(movement.site, movement.document_no, movement.lot_no)
    if line is not None and (breach is None or breach.counted or not breach.open):
        untake(booking, line, -movement.on_hand_delta)
    if breach is not None and breach.open:
        close_breach(booking, breach, f"{movement.document_no} was taken back by {document_no}")


def alarm_pledged_twice(booking: Booking, lot: tuple[str, str], first: str, second: str) -> None:
    """C08, and the lot is frozen: no release of it until the pledgee has judged."""
    site, lot_no = lot
    known = booking.work.lots.get(site, lot_no)
    if known is not None and not known.disputed:
        booking.change(known, replace(known, disputed=True))
    booking.alarm(
        AlertRaised(
            code="C08",
            severity="critical",
            object=f"{site}/{lot_no}",
            site=site,
            text=f"lot {lot_no} at {site} is pledged under {first} and claimed under {second} as well",
            action="freeze the lot; ask both pledgees and the registry",
        )
    )
