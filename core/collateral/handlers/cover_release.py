"""A release order is only good if what stays covers the loan; custody has reserved its goods before this."""

from __future__ import annotations

from core.catalogue import wms_release
from core.collateral.covering import require_cover
from core.collateral.finding import find
from core.collateral.prices import PresentPrices
from core.collateral.value import Item
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money


@handles("wms.release_order.v1", instruction=True)
def cover_release(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(wms_release.ReleaseOrder)
    if said.status == "cancelled":
        return []
    lines = work.order_lines.find(site=said.warehouse, order_no=said.order_no)
    promised = [line for line in lines if line.reserved_micro]
    lots = [work.lots.get(line.site, line.lot_no) for line in promised]
    if not any(lot is not None and lot.contract_no for lot in lots):
        return []  # Nothing pledged is promised: what left on a late order has left, free goods are free.
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        raise Refused(
            f"order {said.order_no} releases goods pledged under {said.contract_no}, which is not open here:"
            " no cover test is possible",
            cause="collateral.unknown_contract",
        )
    require_cover(work, contract, message.event_time, f"order {said.order_no}")
    if said.max_value is not None:
        items = [
            Item(lot.sku, lot.unit, lot.condition, line.max_micro)
            for line, lot in zip(promised, lots, strict=True)
            if lot is not None
        ]
        value = find(work, contract, items, PresentPrices(work), message.event_time).valuation.value_minor
        bound = Money.of(said.max_value.amount, said.max_value.currency)
        if said.max_value.currency != contract.currency or value > bound.minor:
            raise Refused(
                f"order {said.order_no} names goods worth {value} minor units of {contract.currency}, over"
                f" its own bound of {bound}",
                cause="collateral.cover.max_value",
            )
    return []
