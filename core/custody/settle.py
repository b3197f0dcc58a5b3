"""The end of every booking: what lies behind is judged again, and the rooms above hear of pledged goods."""

from __future__ import annotations

from core.custody.booking import Booking
from core.custody.counting import look_behind_counts
from core.custody.lot import Lot
from core.custody.messages import BreachesClosed, LotMoved, LotsMoved
from core.custody.movement import Movement
from core.custody.plan import plan_surprise
from core.custody.reconcile import is_late, look_behind, tell_crowded
from core.hub.message import Message


def settled(booking: Booking) -> list[Message]:
    """All answers of a booking; a lot under no pledge costs nothing here."""
    late = [movement for movement in booking.moved if is_late(booking, movement)]
    if late:
        look_behind(booking, late)
    look_behind_counts(booking, booking.moved)
    tell_crowded(booking)
    for site in booking.short_at:
        plan_surprise(booking, site)
    pledged: dict[str, list[LotMoved]] = {}
    for key, before in booking.before.items():
        after = booking.work.lots.get(*key) or before
        contract_no = before.contract_no or after.contract_no
        if contract_no:
            pledged.setdefault(contract_no, []).extend(_moved(booking, before, after))
    for contract_no, lots in pledged.items():
        if lots:
            body = LotsMoved(contract_no=contract_no, lots=tuple(lots))
            booking.answer("custody.lots_moved.v1", key=contract_no, body=body)
    for contract_no, reasons in booking.closed.items():
        closed = BreachesClosed(contract_no=contract_no, count=len(reasons), reason=reasons[0])
        booking.answer("custody.breaches_closed.v1", key=contract_no, body=closed)
    return booking.all_answers()


def _moved(booking: Booking, before: Lot, after: Lot) -> list[LotMoved]:
    """What to tell of one lot: nothing, where only what is promised of it changed."""
    key = (before.site, before.lot_no)
    still = key not in booking.since and key not in booking.without_leave
    if still and _secures(before) == _secures(after):
        return []
    moved = LotMoved(
        site=before.site,
        lot_no=before.lot_no,
        sku=after.sku,
        unit=after.unit,
        condition_before=before.condition,
        condition_after=after.condition,
        eligible_before_micro=before.eligible_micro if before.contract_no else 0,
        eligible_after_micro=after.eligible_micro if after.contract_no else 0,
        since=booking.since.get(key, booking.counts_from),
        without_leave=key in booking.without_leave,
        again=not any(_pledges(each) for each in booking.moved if (each.site, each.lot_no) == key),
    )
    return [moved]


def _pledges(movement: Movement) -> bool:
    """Whether it brings goods under the pledge that were not there before."""
    return movement.reverses is None and movement.pledged_delta + movement.under_way_delta > 0


def _secures(lot: Lot) -> tuple[int, str]:
    return lot.eligible_micro, lot.condition
