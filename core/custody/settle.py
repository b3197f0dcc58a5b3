"""The end of every booking: what lies behind is judged again, and the rooms above hear of pledged goods."""

from __future__ import annotations

from core.custody.booking import Booking
from core.custody.lot import Lot
from core.custody.messages import LotMoved
from core.custody.reconcile import is_late, look_behind
from core.hub.message import Message


def settled(booking: Booking) -> list[Message]:
    """All answers of a booking; a lot under no pledge costs nothing here."""
    late = [movement for movement in booking.moved if is_late(booking, movement)]
    if late:
        look_behind(booking, late)
    for (site, lot_no), before in booking.before.items():
        if before.contract_no or booking.work.lots.get(site, lot_no).contract_no:  # type: ignore[union-attr]
            _tell_above(booking, before)
    return booking.all_answers()


def _tell_above(booking: Booking, before: Lot) -> None:
    key = (before.site, before.lot_no)
    after = booking.work.lots.get(*key) or before
    times = [each.counts_from for each in booking.moved if (each.site, each.lot_no) == key]
    still = _secures(before) == _secures(after) and key not in booking.without_leave
    if still and not times:
        return  # Only what is promised of it changed.
    booking.answer(
        "custody.lot_moved.v1",
        key=f"{before.site}/{before.lot_no}",
        body=LotMoved(
            contract_no=before.contract_no or after.contract_no,
            site=before.site,
            lot_no=before.lot_no,
            sku=after.sku,
            unit=after.unit,
            condition_before=before.condition,
            condition_after=after.condition,
            eligible_before_micro=before.eligible_micro if before.contract_no else 0,
            eligible_after_micro=after.eligible_micro if after.contract_no else 0,
            since=min(times, default=booking.counts_from),
            without_leave=key in booking.without_leave,
        ),
    )


def _secures(lot: Lot) -> tuple[int, str]:
    return lot.eligible_micro, lot.condition
