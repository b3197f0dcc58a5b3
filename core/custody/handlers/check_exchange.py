"""The clock asks whether an exchange that was begun is done: half done for too long it is alarmed (C11)."""

from __future__ import annotations

from datetime import UTC, timedelta

from msgspec.structs import replace

from core.custody.asked import ExchangeCheckDue
from core.custody.booking import Booking
from core.custody.exchange import OPEN
from core.custody.exchanging import alarm_half_done
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.exchange_check_due.v1")
def check_exchange(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(ExchangeCheckDue)
    exchange = work.exchanges.get(said.site, said.order_no)
    within = work.watch(said.site).exchange_due_s
    if exchange is None or exchange.late or exchange.state not in OPEN or exchange.begun_at is None:
        return []
    if not within or said.at.astimezone(UTC) - exchange.begun_at <= timedelta(seconds=within):
        return []
    booking = Booking(message, work)
    work.exchanges.put(replace(exchange, late=True))
    alarm_half_done(booking, exchange, f"{within} s are allowed")
    work.unit.effect(
        message,
        kind="exchange.late",
        key=f"{said.site}/{said.order_no}",
        text=f"exchange {said.order_no} at {said.site} is half done",
    )
    return settled(booking)
