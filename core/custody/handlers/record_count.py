"""Somebody counted the goods: evidence beside the book of that moment, and a case where they differ (T6)."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.wms_stock_count import CountLine, StockCount
from core.custody.booking import Booking
from core.custody.count import Count
from core.custody.counting import close_case, close_cases, note_counted, open_case, within
from core.custody.lot import Lot
from core.custody.plan import COUNT, SURPRISE, looked
from core.custody.quantities import lot_micro
from core.custody.reconcile import on_hand_at
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.work import CustodyWork
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_count(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site and each lot counted."""
    said = message.read(StockCount)
    yield Site, (said.warehouse,)
    for line in said.lines:
        yield Lot, (said.warehouse, line.lot_no)


@handles("wms.stock_count.v1", touches=rows_of_count)
@takes_corrections
def record_count(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(StockCount)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    if message.corrects:
        _forget_earlier(booking, said)
    lines: dict[str, list[CountLine]] = {}
    for line in said.lines:
        lines.setdefault(line.lot_no, []).append(line)
    counts = [_count(booking, said, lot_no, mine) for lot_no, mine in lines.items()]
    if said.kind == "full" and not said.location:
        there = work.lots.find(site=said.warehouse, in_stock=True)
        counts += [_count(booking, said, lot.lot_no, []) for lot in there if lot.lot_no not in lines]
    note_counted(booking, said.warehouse)
    looked(booking, said.warehouse, COUNT, said.count_no)
    if said.kind in {"surprise", "full"}:
        looked(booking, said.warehouse, SURPRISE, said.count_no)
    off = sum(not count.within for count in counts)
    work.unit.effect(
        message,
        kind="count.kept",
        key=f"{said.warehouse}/{said.count_no}",
        text=f"{said.kind} count {said.count_no} at {said.warehouse}: {len(counts)} lots, {off} off",
    )
    return settled(booking)


def _forget_earlier(booking: Booking, said: StockCount) -> None:
    """The same count read again (by a mended mapping) speaks with its new lines only."""
    work = booking.work
    for count in work.counts.find(site=said.warehouse, count_no=said.count_no):
        work.counts.remove(count.site, count.count_no, count.lot_no)
        case = work.variances.get(count.site, count.count_no, count.lot_no)
        if case is not None and case.open:
            close_case(booking, case, f"count {count.count_no} was read again")


def _count(booking: Booking, said: StockCount, lot_no: str, lines: list[CountLine]) -> Count:
    """One lot counted; a lot of the book that a full count does not list was not there."""
    lot = booking.work.lots.get(said.warehouse, lot_no)
    unit = lot.unit if lot is not None else lines[0].counted.unit
    book = on_hand_at(booking, lot, booking.counts_from) if lot is not None else 0
    counted = lot_micro(lot_no, (line.counted for line in lines), unit)
    tolerance = booking.work.site(said.warehouse).count_tolerance_ppm
    count = Count(
        site=said.warehouse,
        count_no=said.count_no,
        lot_no=lot_no,
        kind=said.kind,
        unit=unit,
        counted_micro=counted,
        book_micro=book,
        event_time=booking.counts_from,
        counter=said.counter,
        within=within(counted, book, tolerance),
    )
    booking.work.counts.put(count)
    if count.within:
        close_cases(booking, count)
    else:
        open_case(booking, count)
    return count
