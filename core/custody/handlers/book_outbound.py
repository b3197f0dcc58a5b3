"""Goods left a warehouse: booked always, matched to their release order, alarmed where there is no leave."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.parts import LotLine
from core.catalogue.wms_outbound import Outbound
from core.custody.booking import Booking, Move
from core.custody.correct import undo_corrected
from core.custody.declared import Declared
from core.custody.lot import Lot, lot_of
from core.custody.night import check_night
from core.custody.pickup import hash_of
from core.custody.quantities import by_lot, party
from core.custody.reconcile import alarm_below_zero
from core.custody.release import Departure, ReleaseLine, ReleaseOrder, why_without_leave
from core.custody.retract import take_back_declared
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.taking import take
from core.custody.unauthorised import Left, breach_of, open_breach
from core.custody.weights import check_scale, told_micro
from core.custody.work import CustodyWork
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_outbound(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site, each lot, and the order with its lines where one is named."""
    said = message.read(Outbound)
    site, order_no = said.warehouse, said.release_order_no
    yield Site, (site,)
    yield SiteWatch, (site,)
    yield Declared, (site, message.type, said.outbound_no)
    for line in said.lots:
        yield Lot, (site, line.lot_no)
        if order_no:
            yield ReleaseLine, (site, order_no, line.lot_no)
    if order_no:
        yield ReleaseOrder, (site, order_no)


@handles("wms.outbound.v1", touches=rows_of_outbound)
@takes_corrections
def book_outbound(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(Outbound)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    check_night(booking, said.warehouse, said.outbound_no)
    check_scale(booking, said.warehouse, said.outbound_no, said.lots, said.weigh_ticket)
    undo_corrected(booking, said.warehouse, said.outbound_no)
    for lines in by_lot(said.lots).values():
        _take_out(booking, said, lines)
    take_back_declared(booking, said.warehouse, said.outbound_no)
    return settled(booking)


def _take_out(booking: Booking, said: Outbound, lines: list[LotLine]) -> None:
    work, site, order_no = booking.work, said.warehouse, said.release_order_no
    lot = work.lots.get(site, lines[0].lot_no)
    if lot is None:
        at = booking.message.event_time
        lot = lot_of(site, lines[0], owner=party(said.owner), at=at, known=False)
    micro = told_micro(booking, lot, lines, said.outbound_no)
    who = (said.vehicle, said.picker, hash_of(said.release_code))
    went = Departure(lot.lot_no, micro, lot.unit, booking.counts_from, *who)
    line = work.order_lines.get(site, order_no, lot.lot_no) if order_no else None
    reason = _why(booking, said, lot, went)
    pledged = min(max(0, lot.pledged_micro), micro if line else max(0, micro - max(0, lot.free_micro)))
    after = booking.move(
        lot, Move("out", said.outbound_no, on_hand=-micro, pledged=-pledged, order_no=order_no)
    )
    if line is not None:
        after = take(booking, after, line, micro)
    if reason:
        left = Left(said.outbound_no, order_no, pledged, lot.contract_no, line is not None)
        open_breach(booking, breach_of(booking, lot, went, left, reason))
    elif after.on_hand_micro < 0 <= lot.on_hand_micro:
        alarm_below_zero(booking, after, said.outbound_no)


def _why(booking: Booking, said: Outbound, lot: Lot, went: Departure) -> str:
    """Why the lot may not have left, ""  where it may: free goods need no order unless the site says so."""
    order_no = said.release_order_no
    if not order_no:
        if not lot.known:
            return f"lot {lot.lot_no} is unknown, and no release order was named"
        taken_from_pledge = lot.pledged_micro > 0 and went.micro > lot.free_micro
        if not (taken_from_pledge or booking.work.site(lot.site).order_required):
            return ""
        return why_without_leave("", None, None, went)
    order = booking.work.orders.get(lot.site, order_no)
    line = booking.work.order_lines.get(lot.site, order_no, lot.lot_no)
    return why_without_leave(order_no, order, line, went)
