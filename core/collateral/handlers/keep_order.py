"""A buyer orders, changes or cancels: what its orders secure follows."""

from __future__ import annotations

from core.catalogue import erp_order
from core.collateral.lien import FINANCED
from core.collateral.order import Order
from core.collateral.order_book import KIND, as_told, find_order, keep_items
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("erp.order.v1")
def keep_order(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(erp_order.Order)
    restating = Restating(message, work)
    known = find_order(work, said.order_no, said.buyer, said.seller)
    when = message.event_time
    if known is not None and (said.version or 0, when) < (known.version, known.told_at):
        return []
    row = as_told(known, said, when)
    work.orders.put(row)
    keep_items(work, row, said)
    if row.status == "cancelled":
        _let_go(restating, row)
    restating.touch(row.contract_no, f"order {row.order_no} is {row.status}")
    return restating.answers()


def _let_go(restating: Restating, row: Order) -> None:
    """A cancelled order that nothing was lent on stands for nothing; people give back what was lent on."""
    lien = restating.work.liens.get(KIND, row.thing)
    if lien is None or lien.state == FINANCED or not restating.register.tell(KIND, row.thing, "released"):
        return
    text = f"order {row.order_no} was cancelled before money was lent on it, and stands for nothing"
    restating.work.unit.effect(restating.message, kind="order.let_go", key=row.thing, text=text)
