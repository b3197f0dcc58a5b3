"""A pledgee lets pledged goods go against others: the others are pledged first, then these may go 换货."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC

from msgspec.structs import replace

from core.catalogue.parts import Measure
from core.catalogue.wms_exchange import ExchangeLine, ExchangeOrder
from core.custody.booking import Booking
from core.custody.exchange import CANCELLED, WAITING, Exchange, ExchangeIn
from core.custody.exchanging import alarm_half_done, ins_of
from core.custody.lot import Lot
from core.custody.quantities import lot_micro, ppm_of
from core.custody.release import ReleaseOrder
from core.custody.reserving import reserve, why_not, write_lines
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.taking import give_back
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


def rows_of_exchange(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site, the order, and each lot."""
    said = message.read(ExchangeOrder)
    yield Site, (said.warehouse,)
    yield ReleaseOrder, (said.warehouse, said.order_no)
    for line in (*said.goods_in, *said.goods_out):
        yield Lot, (said.warehouse, line.lot_no)


@handles("wms.exchange_order.v1", touches=rows_of_exchange, instruction=True)
def order_exchange(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(ExchangeOrder)
    booking = Booking(message, work)
    known = work.orders.get(said.warehouse, said.order_no)
    if said.status == "cancelled":
        _cancel(booking, said, known)
    else:
        _open(booking, said, known)
    work.unit.effect(
        message,
        kind=f"exchange.{said.status}",
        key=f"{said.warehouse}/{said.order_no}/{said.version or 0}",
        text=f"exchange {said.order_no} at {said.warehouse}: {said.status}, {len(said.goods_out)} lots go"
        f" against {len(said.goods_in)}",
    )
    return settled(booking)


def _open(booking: Booking, said: ExchangeOrder, known: ReleaseOrder | None) -> None:
    if known is not None:
        raise Refused(
            f"order {said.order_no} is known at {said.warehouse}; give a new exchange a new number",
            cause="custody.exchange.known_order",
        )
    if booking.message.record_time >= said.valid_to:
        raise Refused(
            f"exchange {said.order_no} was over at {said.valid_to:%Y-%m-%d %H:%M:%SZ}; order it again",
            cause="custody.exchange.over",
        )
    order = _order(booking, said)
    booking.work.orders.put(order)
    booking.work.exchanges.put(
        Exchange(
            site=order.site,
            order_no=order.order_no,
            contract_no=order.contract_no,
            state=WAITING,
            issued_at=order.issued_at,
        )
    )
    lines = write_lines(booking, order, _by_lot(said.goods_out), said.tolerance)
    reserve(booking, order, lines)
    for lot_no, measures in _by_lot(said.goods_in).items():
        _await(booking, order, lot_no, measures)
    booking.work.orders.put(replace(order, open_lines=len(lines)))


def _await(booking: Booking, order: ReleaseOrder, lot_no: str, measures: Iterable[Measure]) -> None:
    """The goods that come lie there, free, so that their kind, age and value can be judged."""
    lot = booking.work.lots.get(order.site, lot_no)
    why = "not in the book" if lot is None else why_not(booking, lot, order)
    if lot is None or why:
        raise Refused(
            f"lot {lot_no} at {order.site} is {why}; exchange {order.order_no} cannot take it in",
            cause="custody.exchange.not_yours",
        )
    micro = lot_micro(lot_no, measures, lot.unit)
    free = lot.free_micro - (0 if lot.pledged_micro else lot.reserved_micro)
    if not 0 < micro <= free:
        raise Refused(
            f"lot {lot_no} has {Quantity(free, lot.unit)} that is free, exchange {order.order_no} takes in"
            f" {Quantity(micro, lot.unit)}",
            cause="custody.exchange.not_enough",
        )
    booking.work.exchange_ins.put(
        ExchangeIn(site=order.site, order_no=order.order_no, lot_no=lot_no, unit=lot.unit, micro=micro)
    )


def _cancel(booking: Booking, said: ExchangeOrder, known: ReleaseOrder | None) -> None:
    """What is pledged by now stays pledged: only the pledgee lets it go, by a notice."""
    exchange = booking.work.exchanges.get(said.warehouse, said.order_no)
    if known is None or exchange is None or (said.version or 0) <= known.version:
        at = f"known at version {known.version}; send a higher one" if known and exchange else "unknown"
        raise Refused(
            f"exchange {said.order_no} at {said.warehouse} is {at}", cause="custody.exchange.version"
        )
    if known.state not in {"open", "waiting"}:
        raise Refused(
            f"exchange {said.order_no} at {said.warehouse} is {known.state}", cause="custody.exchange.closed"
        )
    for line in booking.work.order_lines.find(site=known.site, order_no=known.order_no):
        give_back(booking, line)
    at_ = booking.message.event_time
    booking.work.orders.put(replace(known, state="cancelled", version=said.version or 0, cancelled_at=at_))
    half = exchange.begun_at is not None
    over = replace(exchange, state=CANCELLED, late=half)
    booking.work.exchanges.put(over)
    if half and ins_of(booking, over.site, over.order_no):
        alarm_half_done(booking, over, "it was cancelled")


def _order(booking: Booking, said: ExchangeOrder) -> ReleaseOrder:
    return ReleaseOrder(
        site=said.warehouse,
        order_no=said.order_no,
        contract_no=said.contract_no,
        version=said.version or 0,
        state="waiting",
        issued_at=said.issued_at.astimezone(UTC),
        valid_from=said.valid_from.astimezone(UTC),
        valid_to=said.valid_to.astimezone(UTC),
        tolerance_ppm=ppm_of(said.tolerance),
        vehicles="\n".join(said.vehicles),
        picker=said.picker,
        code_hash=said.code_hash,
        identify=booking.work.watch(said.warehouse).identify,
        exchange=True,
    )


def _by_lot(lines: Iterable[ExchangeLine]) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for line in lines:
        found.setdefault(line.lot_no, []).append(line.quantity)
    return found
