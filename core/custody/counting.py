"""Counts beside the book: cases that open and close, and counts that a late movement makes look otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.count import Count, Variance
from core.custody.movement import Movement
from core.custody.short import short_alert
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity

PPM = 1_000_000


def within(counted: int, book: int, tolerance_ppm: int) -> bool:
    return abs(counted - book) * PPM <= abs(book) * tolerance_ppm


def note_counted(booking: Booking, name: str) -> None:
    """Remembers at the site up to when its goods were counted: what counts from before is late for it."""
    site = booking.work.site(name)
    if site.counted_as_of is None or booking.counts_from > site.counted_as_of:
        booking.work.sites.put(replace(site, counted_as_of=booking.counts_from))


def look_behind_counts(booking: Booking, moved: Iterable[Movement]) -> None:
    """What a late movement does to the counts behind it; an adjustment settles its case by itself."""
    by_lot: dict[tuple[str, str], list[Movement]] = {}
    for each in moved:
        counted = booking.work.site(each.site).counted_as_of
        late = counted is not None and each.counts_from <= counted
        if late and each.on_hand_delta and each.kind != "adjust":
            by_lot.setdefault((each.site, each.lot_no), []).append(each)
    for (site, lot_no), movements in by_lot.items():
        counts = booking.work.counts.find(site=site, lot_no=lot_no)
        newest = max((count.event_time for count in counts), default=None)
        for count in counts:
            delta = sum(each.on_hand_delta for each in movements if each.counts_from <= count.event_time)
            if delta:
                _judge_again(booking, count, delta, count.event_time == newest)


def _judge_again(booking: Booking, count: Count, delta: int, newest: bool) -> None:
    """Only the newest count opens a case anew: an older one was answered by those after it."""
    book = count.book_micro + delta
    tolerance = booking.work.site(count.site).count_tolerance_ppm
    again = replace(count, book_micro=book, within=within(count.counted_micro, book, tolerance))
    booking.work.counts.put(again)
    case = booking.work.variances.get(count.site, count.count_no, count.lot_no)
    if case is not None and case.open and again.within:
        close_case(booking, case, f"{booking.message.key} came late and explains it")
    elif not again.within and ((case is not None and case.open) or newest):
        settled = case.difference_micro - case.rest_micro if case is not None and case.open else 0
        booking.calm("C07" if again.counted_micro < book else "C02", f"{count.site}/{count.lot_no}/count", "")
        open_case(booking, again, settled)


def open_case(booking: Booking, count: Count, settled: int = 0) -> None:
    """A case of what differs; so much of it an approved correction has settled."""
    difference = count.counted_micro - count.book_micro
    booking.work.variances.put(
        Variance(
            site=count.site,
            count_no=count.count_no,
            lot_no=count.lot_no,
            unit=count.unit,
            difference_micro=difference,
            rest_micro=difference - settled,
            since=count.event_time,
        )
    )
    text = (
        f"lot {count.lot_no} at {count.site}: count {count.count_no} found"
        f" {Quantity(count.counted_micro, count.unit)}, book {Quantity(count.book_micro, count.unit)},"
        f" at {count.event_time:%Y-%m-%d %H:%M:%SZ}"
    )
    if difference < 0:
        booking.alarm(short_alert(count.site, f"{count.lot_no}/count", text))
    else:
        booking.alarm(
            AlertRaised(
                code="C07",
                severity="high",
                object=f"{count.site}/{count.lot_no}/count",
                site=count.site,
                text=f"over: {text}",
                action="find the inbound that was not told, or settle it by an approved correction",
            )
        )


def close_cases(booking: Booking, count: Count) -> None:
    """A later count that agrees settles the open cases of its lot."""
    closed = f"count {count.count_no} agrees with the book"
    for case in booking.work.variances.find(site=count.site, open=True):
        if case.lot_no == count.lot_no and case.since <= count.event_time:
            close_case(booking, case, closed)


def close_case(booking: Booking, case: Variance, closed: str) -> None:
    booking.work.variances.put(replace(case, open=False, closed=closed))
    booking.calm("C02", f"{case.site}/{case.lot_no}/count", closed)
    booking.calm("C07", f"{case.site}/{case.lot_no}/count", closed)
