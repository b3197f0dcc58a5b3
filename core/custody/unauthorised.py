"""Goods left without leave: the breach, the alarm, the stop of the site, and how each of them ends."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.breach import Breach
from core.custody.lot import Lot
from core.custody.release import Departure
from core.custody.site import Site
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity


class Left(NamedTuple):
    """On what paper goods left: the document, the order it named, of it pledged goods, and whose."""

    document_no: str
    order_no: str = ""
    pledged_micro: int = 0
    contract_no: str = ""
    counted: bool = False


def breach_of(booking: Booking, lot: Lot, went: Departure, left: Left, reason: str) -> Breach:
    """The breach that this departure is."""
    return Breach(
        site=lot.site,
        lot_no=lot.lot_no,
        unit=lot.unit,
        micro=went.micro,
        event_time=went.at,
        vehicle=went.vehicle,
        picker=went.picker or None,
        code_hash=went.code_hash or None,
        reason=reason,
        message_id=booking.message.message_id,
        **left._asdict(),
    )


def open_breach(booking: Booking, breach: Breach) -> None:
    """C01: alarmed at once, and the site gives out no more release orders."""
    work = booking.work
    known = work.breaches.get(breach.site, breach.document_no, breach.lot_no)
    work.breaches.put(breach)
    site = work.site(breach.site)
    since = breach.event_time if site.stopped_since is None else min(site.stopped_since, breach.event_time)
    again = known is not None and known.open
    work.sites.put(replace(site, open_breaches=site.open_breaches + (not again), stopped_since=since))
    if not again:
        booking.without_leave.add((breach.site, breach.lot_no))
    booking.alarm(
        AlertRaised(
            code="C01",
            severity="critical",
            object=breach.object,
            site=breach.site,
            text=f"{Quantity(breach.micro, breach.unit)} of lot {breach.lot_no} left {breach.site} at"
            f" {breach.event_time:%Y-%m-%d %H:%M:%SZ} by {breach.document_no} without leave: {breach.reason}",
            action="call the warehouse, the supervisor and the funder; freeze the line; all releases of the"
            " warehouse are stopped",
        )
    )


def close_breach(booking: Booking, breach: Breach, reason: str, *, calm: bool = True) -> None:
    """The breach is none any more; with its last one the site may release again.

    calm: clears the alarm because its cause is gone; a person who answers for it acknowledges it instead.
    """
    work = booking.work
    work.breaches.put(replace(breach, open=False, closed=reason))
    site = work.site(breach.site)
    left = max(0, site.open_breaches - 1)
    since = _stopped_still(work, site, breach) if left else None
    work.sites.put(replace(site, open_breaches=left, stopped_since=since))
    if calm:
        booking.calm("C01", breach.object, reason)
    if breach.contract_no:
        booking.closed.setdefault(breach.contract_no, []).append(f"{breach.object}: {reason}")


def _stopped_still(work: CustodyWork, site: Site, gone: Breach) -> datetime | None:
    """Since the oldest breach that is open still: an order of before it was given while nothing was wrong."""
    if site.stopped_since is None or gone.event_time > site.stopped_since:
        return site.stopped_since
    rest = work.breaches.find(site=site.site, open=True)
    return min((each.event_time for each in rest), default=site.stopped_since)
