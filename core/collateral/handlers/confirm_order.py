"""The buyer confirms an order: from then on it may secure money."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.order_book import KIND, find_order
from core.collateral.order_messages import OrderConfirmed
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money


@handles("collateral.order_confirmed.v1")
def confirm_order(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(OrderConfirmed)
    row = find_order(work, said.order_no, said.buyer, None)
    if row is None:
        raise Refused(f"no order {said.order_no} of this buyer is known", cause="collateral.unknown_thing")
    if not said.by:
        raise Refused("an order is confirmed by a named person", cause="collateral.order.no_name")
    prepaid = said.prepaid or None
    for amount in (said.confirmed, *((prepaid,) if prepaid else ())):
        if amount.currency != row.currency or amount.amount < 0:
            raise Refused(
                f"{amount.amount} {amount.currency} of order {said.order_no}, which is in {row.currency}",
                cause="collateral.currency",
            )
    confirmed = Money.of(said.confirmed.amount, row.currency).minor
    paid = Money.of(prepaid.amount, row.currency).minor if prepaid else row.prepaid_minor
    work.orders.put(replace(row, confirmed_minor=confirmed, prepaid_minor=paid))
    restating = Restating(message, work)
    for fact in ("confirmed", "pledged"):
        restating.register.tell(KIND, row.thing, fact)
    text = f"{said.by} confirms {said.confirmed.amount} {row.currency} of order {row.order_no}"
    work.unit.effect(message, kind="order.confirmed", key=row.thing, text=text)
    restating.touch(row.contract_no, text)
    return restating.answers()
