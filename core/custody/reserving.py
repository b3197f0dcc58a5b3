"""The lots of a release order: what each may give, and keeping that reserved until it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from core.catalogue.parts import Measure
from core.custody.blind import require_seen
from core.custody.booking import Booking
from core.custody.lot import Lot
from core.custody.quantities import lot_micro, ppm_of
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.snapshot import MISSING, SHORT
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


def write_lines(
    booking: Booking, order: ReleaseOrder, asked: Mapping[str, Iterable[Measure]], tolerance: Decimal
) -> list[ReleaseLine]:
    """The lots of the order, each once; a lot that a new version leaves out is allowed nothing more."""
    work, site = booking.work, order.site
    watch = work.watch(site)
    for old in work.order_lines.find(site=site, order_no=order.order_no):
        if old.lot_no not in asked:
            work.order_lines.put(replace(old, max_micro=0))
    lines = []
    for lot_no, measures in asked.items():
        lot = work.lots.get(site, lot_no)
        if lot is None:
            raise Refused(
                f"lot {lot_no} is not in the book of {site}; check the lot number",
                cause="custody.release.unknown_lot",
            )
        before = work.order_lines.get(site, order.order_no, lot_no)
        line = ReleaseLine(
            site=site,
            order_no=order.order_no,
            lot_no=lot_no,
            unit=lot.unit,
            max_micro=lot_micro(lot_no, measures, lot.unit),
            taken_micro=before.taken_micro if before else 0,
            tolerance_ppm=watch.tolerance_ppm(lot.unit, ppm_of(tolerance)),
        )
        work.order_lines.put(line)
        lines.append(line)
    return lines


def reserve(booking: Booking, order: ReleaseOrder, lines: list[ReleaseLine]) -> None:
    """Refused where the site is stopped or blind since before the order, or a lot cannot give so much."""
    if lines:
        require_seen(booking.work.site(order.site), order.issued_at, f"order {order.order_no}")
    for line in lines:
        lot = booking.work.lots.get(line.site, line.lot_no)
        rest = line.max_micro - line.taken_micro
        why = "unknown" if lot is None else why_not(booking, lot, order)
        if lot is None or why:
            raise Refused(
                f"lot {line.lot_no} is {why}; order {order.order_no} of contract {order.contract_no} cannot"
                " release it",
                cause="custody.release.not_yours",
            )
        if rest > lot.available_micro:
            raise Refused(
                f"lot {line.lot_no} has {Quantity(lot.available_micro, lot.unit)} that is not reserved, order"
                f" {order.order_no} asks for {Quantity(rest, lot.unit)}",
                cause="custody.release.not_enough",
            )
        booking.change(lot, replace(lot, reserved_micro=lot.reserved_micro + rest))
        booking.work.order_lines.put(replace(line, reserved_micro=rest))


def why_not(booking: Booking, lot: Lot, order: ReleaseOrder) -> str:
    """Why nothing of this lot may be promised to the order now, "" where it may."""
    if lot.disputed:
        return "disputed"
    if lot.contract_no not in {"", order.contract_no}:
        return f"pledged under {lot.contract_no}"
    if lot.unconfirmed:
        return "not confirmed by its supervisor since it arrived"
    return _short(booking, lot, order)


def _short(booking: Booking, lot: Lot, order: ReleaseOrder) -> str:
    """Less is there than the book says (C02): frozen until it is counted or corrected."""
    break_ = booking.work.breaks.get(lot.site, lot.lot_no)
    gone = break_ is not None and break_.open and break_.kind in {SHORT, MISSING}
    if break_ is not None and gone and order.issued_at >= break_.since:
        return f"short since the snapshot of {break_.since:%Y-%m-%d %H:%M:%SZ}"
    for case in booking.work.variances.find(site=lot.site, open=True):
        if case.lot_no == lot.lot_no and case.rest_micro < 0 and order.issued_at >= case.since:
            return f"short since count {case.count_no}"
    return ""
