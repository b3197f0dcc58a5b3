"""Pledged goods from another supervisor's site: the new one confirms them before they go on (T17)."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.transit import CONFIRMED, REJECTED, WAITING, Transit
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity


def another_supervisor(booking: Booking, transit: Transit) -> bool:
    """Whether somebody else watches the goods at the target than did where they came from."""
    work = booking.work
    return work.watch(transit.from_site).supervisor != work.watch(transit.to_site).supervisor


def wait_for(booking: Booking, transit: Transit) -> Transit:
    """What arrived pledged waits for the supervisor there; it counts, and nothing of it may go."""
    lot = booking.work.lots.get(transit.to_site, transit.lot_no)
    if lot is not None:
        booking.change(lot, replace(lot, unconfirmed=True))
    return replace(transit, confirm=WAITING)


def forget_waiting(booking: Booking, transit: Transit) -> Transit:
    """The arrival is taken back: nobody has to confirm it."""
    if transit.confirm != WAITING:
        return replace(transit, confirm=None)
    done = replace(transit, confirm=None)
    booking.work.transits.put(done)
    _free_lot(booking, done)
    return done


def waiting_at(booking: Booking, site: str, lot_no: str) -> list[Transit]:
    """The transits whose goods of this lot wait here for their confirmation."""
    found = booking.work.transits.find(to_site=site, confirm=WAITING)
    return [each for each in found if each.lot_no == lot_no]


def lots_of(booking: Booking, site: str, transfer_no: str) -> dict[str, int]:
    """What of a transfer waits for this site's supervisor: millionths of the lot's unit there, by lot."""
    found: dict[str, int] = {}
    for transit in booking.work.transits.find(transfer_no=transfer_no):
        lot = booking.work.lots.get(site, transit.lot_no)
        if transit.to_site == site and transit.confirm == WAITING and lot is not None:
            micro = Quantity(transit.pledged_in_micro, transit.unit).to(lot.unit).micro
            found[transit.lot_no] = found.get(transit.lot_no, 0) + micro
    return found


def confirm_arrived(booking: Booking, lot: tuple[str, str], contract_no: str, micro: int) -> int:
    """Confirms as many of the waiting transits as `micro` covers; what of it was used for them."""
    site, lot_no = lot
    known, used = booking.work.lots.get(site, lot_no), 0
    for transit in waiting_at(booking, site, lot_no):
        if known is None or transit.contract_no != contract_no:
            continue
        wanted = Quantity(transit.pledged_in_micro, transit.unit).to(known.unit).micro
        if wanted > micro - used:
            continue
        used += wanted
        done = replace(transit, confirm=CONFIRMED, late=None)
        booking.work.transits.put(done)
        _free_lot(booking, done)
        if transit.late:
            booking.calm("C11", transit.object, f"{lot_no} is confirmed at {site}")
    return used


def reject_arrived(booking: Booking, site: str, lot_no: str, why: str) -> None:
    """The supervisor does not stand in for it: it secures nothing until the pledgee has judged it."""
    lot = booking.work.lots.get(site, lot_no)
    for transit in waiting_at(booking, site, lot_no):
        booking.work.transits.put(replace(transit, confirm=REJECTED, late=REJECTED))
        booking.alarm(
            AlertRaised(
                code="C11",
                severity="critical",
                object=transit.object,
                site=site,
                text=f"the supervisor of {site} does not stand in for lot {lot_no}, which arrived by"
                f" {transit.transfer_no} from {transit.from_site}{': ' + why if why else ''}",
                action="count the lot where it arrived; judge it, or have it brought back",
            )
        )
        if lot is not None:
            booking.change(lot, replace(lot, approved_micro=0))


def _free_lot(booking: Booking, done: Transit) -> None:
    """The lot is confirmed when nothing of it waits any more."""
    lot = booking.work.lots.get(done.to_site, done.lot_no)
    if lot is not None and lot.unconfirmed and not waiting_at(booking, done.to_site, done.lot_no):
        booking.change(lot, replace(lot, unconfirmed=None))


def judged(booking: Booking, site: str, lot_no: str, by: str) -> None:
    """The pledgee has judged what arrived: nobody's confirmation is waited for any more."""
    rejected = booking.work.transits.find(to_site=site, confirm=REJECTED)
    mine = [each for each in rejected if each.lot_no == lot_no]
    for transit in (*waiting_at(booking, site, lot_no), *mine):
        done = replace(transit, confirm=CONFIRMED, late=None)
        booking.work.transits.put(done)
        _free_lot(booking, done)
        if transit.late:
            booking.calm("C11", transit.object, f"{by} has judged lot {lot_no} at {site}")
