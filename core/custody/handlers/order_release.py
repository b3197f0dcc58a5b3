"""A pledgee allows goods to leave: they are reserved, and what already left on this order is explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from msgspec.structs import replace

from core.catalogue import wms_release
from core.custody.blind import require_seen
from core.custody.booking import Booking
from core.custody.late_order import explain
from core.custody.lot import Lot
from core.custody.quantities import lot_micro, ppm_of
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.taking import give_back
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


def rows_of_order(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site, the order, and each lot with its line."""
    said = message.read(wms_release.ReleaseOrder)
    yield Site, (said.warehouse,)
    yield SiteWatch, (said.warehouse,)
    yield ReleaseOrder, (said.warehouse, said.order_no)
    for line in said.lots:
        yield Lot, (said.warehouse, line.lot_no)
        yield ReleaseLine, (said.warehouse, said.order_no, line.lot_no)


@handles("wms.release_order.v1", touches=rows_of_order, instruction=True)
def order_release(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(wms_release.ReleaseOrder)
    booking = Booking(message, work)
    known = work.orders.get(said.warehouse, said.order_no)
    _check_version(said, known)
    for line in work.order_lines.find(site=said.warehouse, order_no=said.order_no) if known else ():
        give_back(booking, line)
    if said.status == "cancelled":
        _cancel(booking, said, known)
    else:
        _open(booking, said, known)
    work.unit.effect(
        message,
        kind=f"release.{said.status}",
        key=f"{said.warehouse}/{said.order_no}/{said.version or 0}",
        text=f"release order {said.order_no} at {said.warehouse}: {said.status}, {len(said.lots)} lots",
    )
    return settled(booking)


def _check_version(said: wms_release.ReleaseOrder, known: ReleaseOrder | None) -> None:
    if known is not None and (said.version or 0) <= known.version:
        raise Refused(
            f"release order {said.order_no} is known at version {known.version}; send a higher version than"
            f" {said.version or 0} to change or cancel it",
            cause="custody.release.version",
        )


def _cancel(booking: Booking, said: wms_release.ReleaseOrder, known: ReleaseOrder | None) -> None:
    if known is None:
        raise Refused(
            f"there is no release order {said.order_no} at {said.warehouse} to cancel",
            cause="custody.release.unknown_order",
        )
    booking.work.orders.put(
        replace(known, state="cancelled", version=said.version or 0, cancelled_at=booking.message.event_time)
    )


def _open(booking: Booking, said: wms_release.ReleaseOrder, known: ReleaseOrder | None) -> None:
    work = booking.work
    late = booking.message.record_time >= said.valid_to
    order = _order(said, state="expired" if late else "open", identify=work.watch(said.warehouse).identify)
    work.orders.put(order)
    lines = _write_lines(booking, said, known is not None)
    explain(booking, order)
    left = [
        line
        for line in (work.order_lines.get(order.site, order.order_no, lot_no) for lot_no in lines)
        if line is not None and line.taken_micro < line.max_micro
    ]
    if not late:
        _reserve(booking, order, left)
    state = order.state if left or late else "done"
    work.orders.put(replace(order, open_lines=len(left), state=state))


def _order(said: wms_release.ReleaseOrder, *, state: str, identify: bool) -> ReleaseOrder:
    return ReleaseOrder(
        site=said.warehouse,
        order_no=said.order_no,
        contract_no=said.contract_no,
        version=said.version or 0,
        state=state,
        issued_at=said.issued_at.astimezone(UTC),
        valid_from=said.valid_from.astimezone(UTC),
        valid_to=said.valid_to.astimezone(UTC),
        tolerance_ppm=ppm_of(said.tolerance),
        vehicles="\n".join(said.vehicles),
        picker=said.picker,
        code_hash=said.code_hash,
        identify=identify,
    )


def _write_lines(booking: Booking, said: wms_release.ReleaseOrder, again: bool) -> list[str]:
    """The lots of the order, each once; a lot that a new version leaves out is allowed nothing more."""
    work, site = booking.work, said.warehouse
    watch = work.watch(site)
    asked: dict[str, list[wms_release.ReleaseLine]] = {}
    for line in said.lots:
        asked.setdefault(line.lot_no, []).append(line)
    if again:
        for old in work.order_lines.find(site=site, order_no=said.order_no):
            if old.lot_no not in asked:
                work.order_lines.put(replace(old, max_micro=0))
    for lot_no, lines in asked.items():
        lot = work.lots.get(site, lot_no)
        if lot is None:
            raise Refused(
                f"lot {lot_no} is not in the book of {site}; check the lot number",
                cause="custody.release.unknown_lot",
            )
        before = work.order_lines.get(site, said.order_no, lot_no)
        work.order_lines.put(
            ReleaseLine(
                site=site,
                order_no=said.order_no,
                lot_no=lot_no,
                unit=lot.unit,
                max_micro=lot_micro(lot_no, (line.max_quantity for line in lines), lot.unit),
                taken_micro=before.taken_micro if before else 0,
                tolerance_ppm=watch.tolerance_ppm(lot.unit, ppm_of(said.tolerance)),
            )
        )
    return list(asked)


def _reserve(booking: Booking, order: ReleaseOrder, lines: list[ReleaseLine]) -> None:
    """Refused where the site is stopped or blind since before the order, or a lot cannot give so much."""
    if lines:
        require_seen(booking.work.site(order.site), order.issued_at, f"order {order.order_no}")
    for line in lines:
        lot = booking.work.lots.get(line.site, line.lot_no)
        rest = line.max_micro - line.taken_micro
        if lot is None or (why := _why_not(lot, order)):
            raise Refused(
                f"lot {line.lot_no} is {why if lot else 'unknown'}; order {order.order_no} of contract"
                f" {order.contract_no} cannot release it",
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


def _why_not(lot: Lot, order: ReleaseOrder) -> str:
    if lot.disputed:
        return "disputed"
    if lot.contract_no not in {"", order.contract_no}:
        return f"pledged under {lot.contract_no}"
    return "not confirmed by its supervisor since it arrived" if lot.unconfirmed else ""
