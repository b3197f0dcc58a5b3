"""An order that came late explains what had already left on it, if it held at that time."""

from __future__ import annotations

from core.custody.booking import Booking, Move
from core.custody.breach import Breach
from core.custody.lot import Lot
from core.custody.release import Departure, ReleaseLine, ReleaseOrder, why_without_leave
from core.custody.taking import take
from core.custody.unauthorised import close_breach


def explain(booking: Booking, order: ReleaseOrder) -> None:
    """Judges again, oldest first, the open breaches that named this order."""
    breaches = booking.work.breaches.find(site=order.site, order_no=order.order_no)
    for breach in sorted(breaches, key=lambda each: each.event_time):
        line = booking.work.order_lines.get(order.site, order.order_no, breach.lot_no)
        lot = booking.work.lots.get(order.site, breach.lot_no)
        if breach.open and line is not None and lot is not None and not _why(order, line, breach):
            _explain_one(booking, lot, line, breach)


def _why(order: ReleaseOrder, line: ReleaseLine, breach: Breach) -> str:
    micro = 0 if breach.counted else breach.micro
    went = Departure(
        breach.lot_no,
        micro,
        breach.unit,
        breach.event_time,
        breach.vehicle,
        breach.picker or "",
        breach.code_hash or "",
    )
    return why_without_leave(order.order_no, order, line, went)


def _explain_one(booking: Booking, lot: Lot, line: ReleaseLine, breach: Breach) -> None:
    if not breach.counted:
        lot = take(booking, lot, line, breach.micro)
    # Without the order it was taken from free goods first; with it, pledged goods were released.
    released = min(max(0, lot.pledged_micro), breach.micro - breach.pledged_micro)
    if released:
        booking.move(
            lot,
            Move(
                kind="release",
                document_no=line.order_no,
                pledged=-released,
                order_no=line.order_no,
                counts_from=breach.event_time,
                key=f"/{breach.document_no}",
            ),
        )
    close_breach(
        booking,
        breach,
        f"release order {line.order_no}, issued before {breach.document_no} left, came late and covers it",
    )
