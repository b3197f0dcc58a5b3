"""Goods came into a warehouse: they are on hand, free, and their lot is made if nobody knew it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.catalogue.parts import LotLine
from core.catalogue.wms_inbound import Inbound
from core.custody.booking import Booking, Move
from core.custody.condition import check_mixed
from core.custody.correct import undo_corrected
from core.custody.declared import Declared
from core.custody.lot import Lot, lot_of
from core.custody.night import check_night
from core.custody.quantities import by_lot, party
from core.custody.retract import take_back_declared
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.unauthorised import close_breach
from core.custody.weights import check_scale, told_micro, with_weights
from core.custody.work import CustodyWork
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_inbound(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site and each lot."""
    said = message.read(Inbound)
    yield Site, (said.warehouse,)
    yield SiteWatch, (said.warehouse,)
    yield Declared, (said.warehouse, message.type, said.inbound_no)
    for line in said.lots:
        yield Lot, (said.warehouse, line.lot_no)


@handles("wms.inbound.v1", touches=rows_of_inbound)
@takes_corrections
def book_inbound(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(Inbound)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    check_night(booking, said.warehouse, said.inbound_no)
    check_scale(booking, said.warehouse, said.inbound_no, said.lots, said.weigh_ticket)
    undo_corrected(booking, said.warehouse, said.inbound_no)
    for lines in by_lot(said.lots).values():
        _take_in(booking, said, lines)
    take_back_declared(booking, said.warehouse, said.inbound_no)
    return settled(booking)


def _take_in(booking: Booking, said: Inbound, lines: list[LotLine]) -> None:
    known = booking.work.lots.get(said.warehouse, lines[0].lot_no)
    introduced = known is None or not known.known
    lot = _introduced(known, said, lines[0], booking) if known is None or not known.known else known
    micro = told_micro(booking, lot, lines, said.inbound_no)
    after = booking.move(with_weights(lot, lines), Move("in", said.inbound_no, on_hand=micro))
    if known is not None and known.on_hand_micro < 0 <= after.on_hand_micro:
        _calm_below_zero(booking, after)
    if not introduced:
        check_mixed(booking, after, lines, said.inbound_no)
    if known is not None and introduced:
        _explain_departures(booking, after, said.inbound_no)


def _introduced(lot: Lot | None, said: Inbound, line: LotLine, booking: Booking) -> Lot:
    """A lot nobody knew, or one only heard of when it left: it is described now, its quantities stay."""
    described = lot_of(
        said.warehouse, line, owner=party(said.owner), at=booking.message.event_time, known=True
    )
    described = replace(described, location=line.location or said.location)
    if lot is None:
        return described
    return replace(
        described,
        unit=lot.unit,
        on_hand_micro=lot.on_hand_micro,
        in_stock=lot.in_stock,
        moved_at=lot.moved_at,
    )


def _calm_below_zero(booking: Booking, lot: Lot) -> None:
    standing = booking.work.breaks.get(lot.site, lot.lot_no)
    if standing is None or not standing.open:
        booking.calm("C07", f"{lot.site}/{lot.lot_no}", f"lot {lot.lot_no} is no longer below zero")


def _explain_departures(booking: Booking, lot: Lot, inbound_no: str) -> None:
    """What left before anybody knew the lot needed no leave, if it had come in before and was free."""
    if booking.work.site(lot.site).order_required:
        return
    for breach in booking.work.breaches.find(site=lot.site, open=True):
        mine = breach.lot_no == lot.lot_no and not breach.order_no and not breach.pledged_micro
        if mine and breach.event_time >= booking.counts_from:
            close_breach(booking, breach, f"{inbound_no} came late: the goods were there, and free")
