"""A buyer orders, changes or cancels: what its orders secure follows."""

from __future__ import annotations

from core.catalogue import erp_order
from core.collateral.order_book import as_told, find_order, keep_items
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
    restating.touch(row.contract_no, f"order {row.order_no} is {row.status}")
    return restating.answers()
