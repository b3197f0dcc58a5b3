"""A warehouse says what it has: compared with the book of that moment, and never written over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from core.catalogue.wms_stock_snapshot import SnapshotLine, StockSnapshot
from core.custody.blind import SNAPSHOT, see_again
from core.custody.booking import Booking
from core.custody.condition import take_worse
from core.custody.lot import Lot
from core.custody.movement import day_number
from core.custody.quantities import lot_micro, party
from core.custody.reconcile import forget, judge, later_on_hand, speaks_of, unlisted_row
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.snapshot import AGREES, Break, Snapshot, SnapshotRow
from core.custody.work import CustodyWork
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused


def rows_of_snapshot(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site, and each listed lot with its break."""
    said = message.read(StockSnapshot)
    yield Site, (said.warehouse,)
    for line in said.lines:
        yield Lot, (said.warehouse, line.lot_no)
        yield Break, (said.warehouse, line.lot_no)


@handles("wms.stock_snapshot.v1", touches=rows_of_snapshot)
@takes_corrections
def reconcile_snapshot(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(StockSnapshot)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    site = work.site(said.warehouse)
    snapshot = _header(booking, said)
    if booking.counts_from >= message.record_time - timedelta(days=site.lookback_days):
        _forget_earlier(booking, snapshot)
        rows = [judge(booking, row) for row in _rows(booking, said, snapshot)]
        breaks = sum(row.state != AGREES for row in rows)
        snapshot = replace(snapshot, reconciled=True, breaks=breaks)
        newest = site.snapshot_as_of is None or booking.counts_from >= site.snapshot_as_of
        for row in rows if newest else ():
            take_worse(booking, row)
        _mark_seen(booking, said)
    work.snapshots.put(snapshot)
    work.unit.effect(
        message,
        kind="snapshot.kept",
        key=f"{snapshot.site}/{snapshot.snapshot_no}",
        text=f"{snapshot.site} as of {snapshot.as_of:%Y-%m-%d %H:%M:%SZ}: {snapshot.lines} lots,"
        f" {snapshot.breaks} breaks{'' if snapshot.reconciled else '; too old to reconcile'}",
    )
    return settled(booking)


def _header(booking: Booking, said: StockSnapshot) -> Snapshot:
    return Snapshot(
        site=said.warehouse,
        as_of=booking.counts_from,
        snapshot_no=said.snapshot_no,
        as_of_day=day_number(booking.counts_from),
        record_time=booking.message.record_time,
        partial=said.partial,
        location=said.location,
        owner=party(said.owner),
        lines=len({line.lot_no for line in said.lines}),
        breaks=0,
        reconciled=False,
    )


def _forget_earlier(booking: Booking, snapshot: Snapshot) -> None:
    """The same snapshot read again (by a mended mapping) speaks with its new rows only."""
    shelf = booking.work.snapshot_rows
    key = (snapshot.site, snapshot.as_of, snapshot.snapshot_no)
    if booking.work.snapshots.get(*key) is not None:
        for row in shelf.find(site=key[0], as_of=key[1], snapshot_no=key[2]):
            forget(booking, row)


def _mark_seen(booking: Booking, said: StockSnapshot) -> None:
    site = booking.work.site(said.warehouse)
    newest = max(site.snapshot_as_of or booking.counts_from, booking.counts_from)
    booking.work.sites.put(replace(site, snapshot_as_of=newest))
    if site.blind_since is not None and booking.counts_from == newest:
        see_again(booking, site.site, SNAPSHOT, f"snapshot {said.snapshot_no} came")
        booking.calm("C05", site.site, f"snapshot {said.snapshot_no} came")


def _rows(booking: Booking, said: StockSnapshot, snapshot: Snapshot) -> Iterator[SnapshotRow]:
    """A row for each lot listed, and for each lot of the book that a full snapshot leaves out."""
    work, site = booking.work, snapshot.site
    later = later_on_hand(booking, site, snapshot.as_of)
    listed: dict[str, list[SnapshotLine]] = {}
    for line in said.lines:
        listed.setdefault(line.lot_no, []).append(line)
    unlisted = {lot.lot_no for lot in work.lots.find(site=site, in_stock=True)} | later.keys()
    unlisted -= listed.keys()
    work.lots.warm((site, lot_no) for lot_no in unlisted)
    work.breaks.warm((site, lot_no) for lot_no in unlisted)
    for lot_no, lines in listed.items():
        lot = work.lots.get(site, lot_no)
        yield _listed_row(snapshot, lot, lines, (lot.on_hand_micro if lot else 0) - later.get(lot_no, 0))
    scope = replace(snapshot, reconciled=True)
    for lot_no in sorted(unlisted):
        lot = work.lots.get(site, lot_no)
        book = (lot.on_hand_micro if lot else 0) - later.get(lot_no, 0)
        if lot is not None and book and speaks_of(scope, lot):
            yield unlisted_row(snapshot, lot, book)


def _listed_row(
    snapshot: Snapshot, lot: Lot | None, lines: list[SnapshotLine], book_micro: int
) -> SnapshotRow:
    unit = lot.unit if lot is not None else lines[0].on_hand.unit
    marks = [line.pledged for line in lines if line.pledged is not None]
    told, unit_differs = 0, False
    try:
        told = lot_micro(lines[0].lot_no, (line.on_hand for line in lines), unit)
    except Refused:
        unit_differs = True  # A break of this lot; the other lots of the snapshot are judged all the same.
    return SnapshotRow(
        site=snapshot.site,
        as_of=snapshot.as_of,
        snapshot_no=snapshot.snapshot_no,
        lot_no=lines[0].lot_no,
        as_of_day=snapshot.as_of_day,
        unit=unit,
        told_micro=told,
        book_micro=book_micro,
        listed=True,
        told_pledged=any(marks) if marks else None,
        book_pledged=lot is not None and lot.pledged_micro > 0,
        unit_differs=unit_differs,
        condition=lines[0].condition,
    )
