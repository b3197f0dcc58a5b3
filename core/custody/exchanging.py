"""How an exchange goes on: goods are pledged for it, then the others may go, went, or did not in time."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.exchange import COVERED, DONE, EXPIRED, OPEN, WAITING, Exchange, ExchangeIn
from core.custody.release import ReleaseOrder
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity


def ins_of(booking: Booking, site: str, order_no: str) -> list[ExchangeIn]:
    return booking.work.exchange_ins.find(site=site, order_no=order_no)


def count_pledged(booking: Booking, line: ExchangeIn, micro: int) -> Exchange | None:
    """So much was pledged for this line; the exchange, when with it all of it is pledged."""
    work = booking.work
    exchange = work.exchanges.get(line.site, line.order_no)
    if exchange is None or exchange.state != WAITING or not micro:
        return None
    work.exchange_ins.put(replace(line, pledged_micro=line.pledged_micro + micro))
    begun = replace(exchange, begun_at=exchange.begun_at or booking.counts_from)
    if any(each.pledged_micro < each.micro for each in ins_of(booking, line.site, line.order_no)):
        work.exchanges.put(begun)
        return None
    covered = replace(begun, state=COVERED, covered_at=booking.counts_from)
    work.exchanges.put(covered)
    order = work.orders.get(line.site, line.order_no)
    if order is not None:
        since = max(order.valid_from, booking.counts_from)
        work.orders.put(replace(order, state="open", valid_from=min(since, order.valid_to)))
    _say(booking, covered, "covered", "its new goods are pledged, the others may go")
    return covered


def follow_order(booking: Booking, order: ReleaseOrder) -> None:
    """The release order of an exchange is done or over, or goods went that did not after all."""
    exchange = booking.work.exchanges.get(order.site, order.order_no) if order.exchange else None
    if exchange is None:
        return
    if order.state == "done" and exchange.state == COVERED:
        booking.work.exchanges.put(replace(exchange, state=DONE, late=False))
        _say(booking, exchange, "done", "both halves are done")
        if exchange.late:
            booking.calm("C11", exchange.object, f"exchange {exchange.order_no} is done")
    elif order.state == "open" and exchange.state == DONE:
        booking.work.exchanges.put(replace(exchange, state=COVERED))
    elif order.state == "expired" and exchange.state in OPEN:
        over = replace(exchange, state=EXPIRED, late=exchange.begun_at is not None)
        booking.work.exchanges.put(over)
        if over.late:
            alarm_half_done(booking, over, "its time is over")


def alarm_half_done(booking: Booking, exchange: Exchange, why: str) -> None:
    """C11: the first half was told and the second was not."""
    booking.alarm(
        AlertRaised(
            code="C11",
            severity="high",
            object=exchange.object,
            site=exchange.site,
            text=f"exchange {exchange.order_no} at {exchange.site} is half done: {_told(booking, exchange)};"
            f" {why}",
            action="ask the warehouse; order the rest again, or let the new goods go by a notice",
        )
    )


def _told(booking: Booking, exchange: Exchange) -> str:
    ins = ins_of(booking, exchange.site, exchange.order_no)
    outs = booking.work.order_lines.find(site=exchange.site, order_no=exchange.order_no)
    came = ", ".join(
        f"{Quantity(each.pledged_micro, each.unit)} of {each.lot_no} pledged of"
        f" {Quantity(each.micro, each.unit)}"
        for each in ins[:5]
    )
    went = ", ".join(
        f"{Quantity(each.taken_micro, each.unit)} of {each.lot_no} gone of"
        f" {Quantity(each.max_micro, each.unit)}"
        for each in outs[:5]
    )
    return f"{came}; {went}"


def _say(booking: Booking, exchange: Exchange, what: str, text: str) -> None:
    booking.work.unit.effect(
        booking.message,
        kind=f"exchange.{what}",
        key=f"{exchange.site}/{exchange.order_no}",
        text=f"exchange {exchange.order_no} at {exchange.site}: {text}",
    )
