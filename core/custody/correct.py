"""Taking back what a document booked: compensating movements that name the original, never an edit."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking, Move
from core.custody.handover import forget_waiting
from core.custody.movement import Movement
from core.custody.standing import original, standing
from core.custody.taking import take, untake
from core.custody.transit import Transit
from core.custody.unauthorised import close_breach, open_breach
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity


def undo_corrected(booking: Booking, site: str, document_no: str) -> None:
    """A document that corrects an earlier one of its own number first takes back what that one booked."""
    if booking.message.corrects:
        undo(booking, standing(booking, site, booking.message.type, document_no), document_no)


def undo(booking: Booking, movements: list[Movement], document_no: str, *, breaches: bool = True) -> None:
    """Reverses these movements in the name of `document_no`, and what hangs on them.

    breaches: a departure that never was is no breach either, for somebody stands for it.
    """
    for movement in movements:
        _reverse(booking, movement, document_no)
        if movement.kind in {"out", "depart"}:
            _undo_departed(booking, movement, document_no, breaches=breaches)
        elif movement.reverses is not None:
            _turn_departed(booking, movement, document_no, breaches=breaches)


def undo_leg(booking: Booking, site: str, transfer_no: str, document_no: str = "") -> list[Movement]:
    """Takes back the leg of a transfer that this site told: out if it told one, else in; gives them."""
    told = standing(booking, site, "wms.transfer.v1", transfer_no)
    kind = "depart" if any(each.kind == "depart" for each in told) else "arrive"
    legs = [each for each in told if each.kind == kind and (kind == "depart" or each.on_hand_delta)]
    for movement in legs:
        lot_no = movement.lot_no
        for transit in booking.work.transits.find(transfer_no=transfer_no):
            if transit.lot_no != lot_no or site not in {transit.from_site, transit.to_site}:
                continue
            if kind == "depart":
                _undo_departure(booking, transit, movement)
            else:
                _undo_arrival(booking, transit, movement, document_no or transfer_no)
        undo(booking, [movement], document_no or transfer_no)
    return legs


def _undo_departure(booking: Booking, transit: Transit, movement: Movement) -> None:
    booking.work.transits.put(
        replace(
            transit,
            departed_micro=transit.departed_micro + movement.on_hand_delta,
            pledged_out_micro=transit.pledged_out_micro - movement.under_way_delta,
            departed_at=None,
            complete=False,
        )
    )


def _undo_arrival(booking: Booking, transit: Transit, movement: Movement, document_no: str) -> None:
    """With the arrival goes its other half: what was under way at the site it came from is so again."""
    there = standing(booking, transit.from_site, "wms.transfer.v1", transit.transfer_no)
    halves = [each for each in there if each.kind == "arrive" and each.lot_no == transit.lot_no]
    undo(booking, halves, document_no)
    transit = forget_waiting(booking, transit)
    arrived = Quantity(movement.on_hand_delta, movement.unit).to(transit.unit).micro
    booking.work.transits.put(
        replace(
            transit,
            arrived_micro=transit.arrived_micro - arrived,
            pledged_in_micro=transit.pledged_in_micro + sum(each.under_way_delta for each in halves),
            arrived_at=None,
            complete=False,
        )
    )


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


def _undo_departed(booking: Booking, movement: Movement, document_no: str, *, breaches: bool) -> None:
    work = booking.work
    line = work.order_lines.get(movement.site, movement.order_no, movement.lot_no)
    breach = work.breaches.get(movement.site, movement.document_no, movement.lot_no)
    if line is not None and (breach is None or breach.counted or not breach.open):
        untake(booking, line, -movement.on_hand_delta)
    if breach is not None and breach.open and breaches:
        close_breach(booking, breach, f"{movement.document_no} was taken back by {document_no}")


def _turn_departed(booking: Booking, reversal: Movement, document_no: str, *, breaches: bool) -> None:
    """What took a departure back was wrong itself: the goods did go; or that was wrong, and they did not."""
    gone, turns = original(booking, reversal), 1
    while gone is not None and gone.reverses is not None:
        gone, turns = original(booking, gone), turns + 1
    if gone is None or gone.kind != "out":
        return
    if turns % 2:
        _stands_again(booking, gone, reversal.document_no)
    else:
        _undo_departed(booking, gone, document_no, breaches=breaches)


def _stands_again(booking: Booking, gone: Movement, taken_back_by: str) -> None:
    """The goods went, on the order or without leave."""
    work = booking.work
    lot = work.lots.get(gone.site, gone.lot_no)
    line = work.order_lines.get(gone.site, gone.order_no, gone.lot_no)
    if lot is not None and line is not None:
        take(booking, lot, line, -gone.on_hand_delta)
    breach = work.breaches.get(gone.site, gone.document_no, gone.lot_no)
    if breach is not None and breach.closed.endswith(f" was taken back by {taken_back_by}"):
        open_breach(booking, replace(breach, open=True, closed=""))


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
