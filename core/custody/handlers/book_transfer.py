"""Goods go from one site to another: two legs told by two warehouses, in whatever order they come (T17)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.catalogue.parts import LotLine
from core.catalogue.wms_transfer import Transfer
from core.custody.booking import Booking
from core.custody.correct import undo_leg
from core.custody.legs import arrive, depart
from core.custody.lot import Lot, elsewhere, lot_of
from core.custody.night import check_night
from core.custody.quantities import by_lot, party
from core.custody.reconcile import alarm_unknown
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.transit import Transit
from core.custody.weights import told_micro
from core.custody.work import CustodyWork
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_transfer(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """Both sites, each lot at both, and its transit."""
    said = message.read(Transfer)
    for site in (said.from_warehouse, said.to_warehouse):
        yield Site, (site,)
        yield SiteWatch, (site,)
        for line in said.lots:
            yield Lot, (site, line.lot_no)
    for line in said.lots:
        yield Transit, (said.transfer_no, said.from_warehouse, line.lot_no)


@handles("wms.transfer.v1", touches=rows_of_transfer)
@takes_corrections
def book_transfer(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(Transfer)
    booking = Booking(message, work)
    here = said.from_warehouse if said.leg == "depart" else said.to_warehouse
    booking.check_clock(here)
    check_night(booking, here, said.transfer_no)
    if message.corrects:
        undo_leg(booking, here, said.transfer_no)
    for lines in by_lot(said.lots).values():
        if said.from_warehouse == said.to_warehouse:
            _move_inside(booking, said, lines[0])
        else:
            _book_leg(booking, said, lines)
    return settled(booking)


def _move_inside(booking: Booking, said: Transfer, line: LotLine) -> None:
    """Inside one site only the place changes, when the goods are there."""
    lot = booking.work.lots.get(said.to_warehouse, line.lot_no)
    if lot is None:
        alarm_unknown(booking, said.to_warehouse, line.lot_no, said.transfer_no)
    elif said.leg == "arrive":
        booking.change(lot, replace(lot, location=line.location or said.to_location))
        booking.work.unit.effect(
            booking.message,
            kind="lot.placed",
            key=f"{lot.site}/{lot.lot_no}",
            text=f"{lot.site} {lot.lot_no}: now at {line.location or said.to_location}",
        )


def _book_leg(booking: Booking, said: Transfer, lines: list[LotLine]) -> None:
    work, lot_no = booking.work, lines[0].lot_no
    source = work.lots.get(said.from_warehouse, lot_no) or _new_lot(
        booking, said, lines[0], said.from_warehouse
    )
    micro = told_micro(booking, source, lines, said.transfer_no)
    transit = work.transits.get(said.transfer_no, said.from_warehouse, lot_no) or Transit(
        transfer_no=said.transfer_no,
        from_site=said.from_warehouse,
        lot_no=lot_no,
        to_site=said.to_warehouse,
        unit=source.unit,
    )
    if said.leg == "depart":
        depart(booking, transit, source, micro)
        return
    known = work.lots.get(said.to_warehouse, lot_no)
    target = known or elsewhere(source, said.to_warehouse, lines[0].location or said.to_location)
    arrive(booking, transit, (source, target), micro)


def _new_lot(booking: Booking, said: Transfer, line: LotLine, site: str) -> Lot:
    return lot_of(site, line, owner=party(said.owner), at=booking.message.event_time, known=False)
