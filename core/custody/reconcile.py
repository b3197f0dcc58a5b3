"""Judging snapshot rows against the book: breaks open and close, and late facts turn old rows over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.lot import Lot
from core.custody.movement import Movement, days_between
from core.custody.short import short_alert
from core.custody.snapshot import AGREES, MISSING, SHORT, Break, Snapshot, SnapshotRow, state_of
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity

# A site whose book was never loaded differs in every lot: beyond this the alarms are one.
LONE_BREAKS_MAX = 100


def judge(booking: Booking, row: SnapshotRow) -> SnapshotRow:
    """Writes the row with its state; opens or closes the lot's break if the row is its newest word."""
    row = replace(row, state=state_of(row, booking.work.site(row.site).snapshot_tolerance_ppm))
    booking.work.snapshot_rows.put(row)
    known = booking.work.breaks.get(row.site, row.lot_no)
    if known is not None and known.as_of > row.as_of:
        return row
    if row.state != AGREES:
        _open(booking, row, known)
    elif known is not None and known.open:
        _close(booking, row, known, f"agrees with the book again: {said(row)}")
    return row


def _open(booking: Booking, row: SnapshotRow, known: Break | None) -> None:
    work, before = booking.work, known if known is not None and known.open else None
    alone = before.alone if before is not None else work.site(row.site).lone_breaks < LONE_BREAKS_MAX
    work.breaks.put(
        Break(
            site=row.site,
            lot_no=row.lot_no,
            unit=row.unit,
            kind=row.state,
            told_micro=row.told_micro,
            book_micro=row.book_micro,
            as_of=row.as_of,
            since=row.as_of if before is None else before.since,
            alone=alone,
        )
    )
    if before is None:
        _count(booking, row.site, alone=alone, by=1)
    if not alone:
        return
    booking.alarm(_break_alert(row))
    if row.state in {SHORT, MISSING}:
        booking.alarm(short_alert(row.site, row.lot_no, said(row)))
    elif before is not None and before.kind in {SHORT, MISSING}:
        booking.calm("C02", f"{row.site}/{row.lot_no}", f"no longer short: {said(row)}")


def _close(booking: Booking, row: SnapshotRow, known: Break, text: str) -> None:
    booking.work.breaks.put(replace(known, open=False, closed=text, as_of=row.as_of))
    _count(booking, row.site, alone=known.alone, by=-1)
    if not known.alone:
        return
    booking.calm("C07", f"{row.site}/{row.lot_no}", text)
    if known.kind in {SHORT, MISSING}:
        booking.calm("C02", f"{row.site}/{row.lot_no}", text)


def _count(booking: Booking, name: str, *, alone: bool, by: int) -> None:
    site = booking.work.site(name)
    if alone:
        booking.work.sites.put(replace(site, lone_breaks=site.lone_breaks + by))
    else:
        booking.work.sites.put(replace(site, crowd_breaks=site.crowd_breaks + by))
        booking.crowded.add(name)


def tell_crowded(booking: Booking) -> None:
    """One alarm for all breaks of a site beyond those that have their own, for as long as there are any."""
    for name in sorted(booking.crowded):
        site = booking.work.site(name)
        if not site.crowd_breaks:
            booking.calm("C07", name, f"the many breaks of {name} are gone")
            continue
        booking.alarm(
            AlertRaised(
                code="C07",
                severity="critical",
                object=name,
                site=name,
                text=f"{name}: {site.crowd_breaks} more lots differ from its snapshot, unlisted here",
                action="compare the whole site: was its book ever loaded, is the snapshot its own?",
            )
        )


def forget(booking: Booking, row: SnapshotRow) -> None:
    """The row was never rightly told: it goes, and the break it opened with it."""
    booking.work.snapshot_rows.remove(row.site, row.as_of, row.snapshot_no, row.lot_no)
    known = booking.work.breaks.get(row.site, row.lot_no)
    if known is not None and known.open and known.as_of == row.as_of:
        _close(booking, row, known, "its snapshot was read again")


def said(row: SnapshotRow) -> str:
    """What was told beside what the book has, with the moment."""
    told = "not listed" if not row.listed else f"told {Quantity(row.told_micro, row.unit)}"
    return (
        f"lot {row.lot_no} at {row.site}: {told}, book {Quantity(row.book_micro, row.unit)},"
        f" as of {row.as_of:%Y-%m-%d %H:%M:%SZ}"
    )


def _break_alert(row: SnapshotRow) -> AlertRaised:
    return AlertRaised(
        code="C07",
        severity="high",
        object=f"{row.site}/{row.lot_no}",
        site=row.site,
        text=f"{row.state}: {said(row)}",
        action="find the missing document, or count the lot and settle it by an approved correction",
    )


def alarm_below_zero(booking: Booking, lot: Lot, document_no: str) -> None:
    """C07: more of free goods left than ever came in."""
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{lot.site}/{lot.lot_no}",
            site=lot.site,
            text=f"lot {lot.lot_no} at {lot.site} is at {Quantity(lot.on_hand_micro, lot.unit)} after"
            f" {document_no}: more left than ever came in",
            action="find the inbound that was not told, or correct the document",
        )
    )


def alarm_unknown(booking: Booking, site: str, lot_no: str, document_no: str) -> None:
    """C07: a document speaks of a lot that the book does not know."""
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{site}/{lot_no}",
            site=site,
            text=f"{document_no} speaks of lot {lot_no}, which the book of {site} does not know",
            action="find the inbound that was not told",
        )
    )


def look_behind(booking: Booking, late: Iterable[Movement]) -> None:
    """Judges again what later snapshots said of the lots that late movements have changed."""
    by_lot: dict[tuple[str, str], list[Movement]] = {}
    for movement in late:
        if movement.on_hand_delta:
            by_lot.setdefault((movement.site, movement.lot_no), []).append(movement)
    for key, movements in by_lot.items():
        lot = booking.work.lots.get(*key)
        if lot is not None:
            _look_behind_one(booking, lot, movements)


def _look_behind_one(booking: Booking, lot: Lot, movements: list[Movement]) -> None:
    since = min(_oldest(booking, movement) for movement in movements)
    days = list(days_between(since, booking.work.site(lot.site).snapshot_as_of or since))
    shelf = booking.work.snapshot_rows
    rows = [row for day in days for row in shelf.find(site=lot.site, lot_no=lot.lot_no, as_of_day=day)]
    judged = {(row.as_of, row.snapshot_no) for row in rows}
    for row in rows:
        delta = sum(each.on_hand_delta for each in movements if each.counts_from <= row.as_of)
        if delta and row.as_of >= since:
            judge(booking, replace(row, book_micro=row.book_micro + delta))
    for day in days:
        for snapshot in booking.work.snapshots.find(site=lot.site, as_of_day=day):
            unlisted = (snapshot.as_of, snapshot.snapshot_no) not in judged and speaks_of(snapshot, lot)
            book = on_hand_at(booking, lot, snapshot.as_of) if unlisted and snapshot.as_of >= since else 0
            if book:
                judge(booking, unlisted_row(snapshot, lot, book))


def _oldest(booking: Booking, movement: Movement) -> datetime:
    """How far behind the movement is judged; C15 where it counts from before that."""
    days = booking.work.site(movement.site).lookback_days
    oldest = booking.message.record_time - timedelta(days=days)
    if movement.counts_from < oldest:
        booking.alarm(
            AlertRaised(
                code="C15",
                severity="medium",
                object=f"{movement.site}/{movement.document_no}",
                site=movement.site,
                text=f"{movement.document_no} counts from {movement.counts_from:%Y-%m-%d %H:%M:%SZ}, over"
                f" {days} days back; it is booked, older snapshots are not judged again",
                action="compare the older snapshots with the book by hand",
            )
        )
    return max(movement.counts_from, oldest)


def speaks_of(snapshot: Snapshot, lot: Lot) -> bool:
    """Whether a lot that the snapshot does not list is thereby said to be gone."""
    return (
        snapshot.reconciled
        and not snapshot.partial
        and snapshot.location in {"", lot.location}
        and snapshot.owner in {"", lot.owner}
    )


def unlisted_row(snapshot: Snapshot, lot: Lot, book_micro: int) -> SnapshotRow:
    """The row of a lot that a snapshot leaves out: nothing of it is there."""
    return SnapshotRow(
        site=snapshot.site,
        as_of=snapshot.as_of,
        snapshot_no=snapshot.snapshot_no,
        lot_no=lot.lot_no,
        as_of_day=snapshot.as_of_day,
        unit=lot.unit,
        told_micro=0,
        book_micro=book_micro,
        listed=False,
        book_pledged=lot.pledged_micro > 0,
    )


def on_hand_at(booking: Booking, lot: Lot, at: datetime) -> int:
    """The lot's book at a past moment: the present one without what counts from later."""
    later = (
        each.on_hand_delta
        for day in days_between(at, booking.message.record_time)
        for each in booking.work.movements.find(site=lot.site, lot_no=lot.lot_no, event_day=day)
        if each.counts_from > at
    )
    return lot.on_hand_micro - sum(later)


def later_on_hand(booking: Booking, site: str, at: datetime) -> dict[str, int]:
    """For each lot of the site: what came (or went, below zero) after `at`; one question a day."""
    found: dict[str, int] = {}
    for day in days_between(at, booking.message.record_time):
        for each in booking.work.movements.find(site=site, event_day=day):
            if each.counts_from > at:
                found[each.lot_no] = found.get(each.lot_no, 0) + each.on_hand_delta
    return found


def is_late(booking: Booking, movement: Movement) -> bool:
    """Whether a snapshot that was judged before already speaks of the time this movement counts from."""
    newest = booking.work.site(movement.site).snapshot_as_of
    return newest is not None and movement.counts_from <= newest
