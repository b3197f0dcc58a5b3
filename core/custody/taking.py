"""Using a release order: what was taken on it, what it still keeps reserved, and giving that back."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.exchanging import follow_order
from core.custody.lot import Lot
from core.custody.release import ReleaseLine


def take(booking: Booking, lot: Lot, line: ReleaseLine, micro: int) -> Lot:
    """Counts what went on the order's line, with leave or without, and frees so much of the reserve."""
    work = booking.work
    freed = min(line.reserved_micro, micro)
    taken = line.taken_micro + micro
    work.order_lines.put(replace(line, taken_micro=taken, reserved_micro=line.reserved_micro - freed))
    order = work.orders.get(line.site, line.order_no)
    if order is not None and line.taken_micro < line.max_micro <= taken:
        left = order.open_lines - 1
        state = "done" if left == 0 and order.state == "open" else order.state
        order = replace(order, open_lines=left, state=state)
        work.orders.put(order)
        follow_order(booking, order)
    return booking.change(lot, replace(lot, reserved_micro=lot.reserved_micro - freed)) if freed else lot


def untake(booking: Booking, line: ReleaseLine, micro: int) -> None:
    """What was counted on the line did not go after all; an open order reserves it again."""
    work = booking.work
    taken = line.taken_micro - micro
    order, lot = work.orders.get(line.site, line.order_no), work.lots.get(line.site, line.lot_no)
    back = 0
    if order is not None and taken < line.max_micro <= line.taken_micro:
        state = "open" if order.state == "done" else order.state
        order = replace(order, open_lines=order.open_lines + 1, state=state)
        work.orders.put(order)
        follow_order(booking, order)
    if order is not None and order.state == "open" and lot is not None:
        back = max(0, line.max_micro - taken - line.reserved_micro)
        booking.change(lot, replace(lot, reserved_micro=lot.reserved_micro + back))
    work.order_lines.put(replace(line, taken_micro=taken, reserved_micro=line.reserved_micro + back))


def give_back(booking: Booking, line: ReleaseLine) -> None:
    """Takes the rest of the line's reserve from the lot: the order is over."""
    lot = booking.work.lots.get(line.site, line.lot_no)
    if lot is not None and line.reserved_micro:
        booking.change(lot, replace(lot, reserved_micro=lot.reserved_micro - line.reserved_micro))
        booking.work.order_lines.put(replace(line, reserved_micro=0))
