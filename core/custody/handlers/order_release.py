"""A pledgee allows goods to leave: they are reserved, and what already left on this order is explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from msgspec.structs import replace

from core.catalogue import wms_release
from core.catalogue.parts import Measure
from core.custody.booking import Booking
from core.custody.late_order import explain
from core.custody.lot import Lot
from core.custody.quantities import ppm_of
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.reserving import reserve, write_lines
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.taking import give_back
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused


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
        _open(booking, said)
    work.unit.effect(
        message,
        kind=f"release.{said.status}",
        key=f"{said.warehouse}/{said.order_no}/{said.version or 0}",
        text=f"release order {said.order_no} at {said.warehouse}: {said.status}, {len(said.lots)} lots",
    )
    return settled(booking)


def _check_version(said: wms_release.ReleaseOrder, known: ReleaseOrder | None) -> None:
    if known is not None and known.exchange:
        raise Refused(
            f"{said.order_no} at {said.warehouse} is an exchange; change it by an exchange order",
            cause="custody.release.is_exchange",
        )
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


def _open(booking: Booking, said: wms_release.ReleaseOrder) -> None:
    work = booking.work
    late = booking.message.record_time >= said.valid_to
    order = _order(said, state="expired" if late else "open", identify=work.watch(said.warehouse).identify)
    work.orders.put(order)
    asked: dict[str, list[Measure]] = {}
    for line in said.lots:
        asked.setdefault(line.lot_no, []).append(line.max_quantity)
    write_lines(booking, order, asked, said.tolerance)
    explain(booking, order)
    lines = (work.order_lines.get(order.site, order.order_no, lot_no) for lot_no in asked)
    left = [line for line in lines if line is not None and line.taken_micro < line.max_micro]
    if not late:
        reserve(booking, order, left)
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
