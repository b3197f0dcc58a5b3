"""A release order is only good if what stays covers the loan; custody has reserved its goods before this."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue import wms_release
from core.collateral.contract import Contract
from core.collateral.covering import require_cover
from core.collateral.day_cap import count_in
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
        _count_out(work, said)
        return []
    items = _promised(work, said)
    if not items:
        return []  # Nothing pledged is promised: what left on a late order has left, free goods are free.
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        raise Refused(
            f"order {said.order_no} releases goods pledged under {said.contract_no}, which is not open here:"
            " no cover test is possible",
            cause="collateral.unknown_contract",
        )
    require_cover(work, contract, message.event_time, f"order {said.order_no}")
    value = find(work, contract, items, PresentPrices(work), message.event_time).valuation.value_minor
    _require_margin(said, contract, value)
    count_in(work.released, contract, (said.warehouse, said.order_no), (message.event_time, value))
    return []


def _promised(work: CollateralWork, said: wms_release.ReleaseOrder) -> list[Item]:
    """The goods that the order keeps reserved; none where none of them is pledged."""
    lines = work.order_lines.find(site=said.warehouse, order_no=said.order_no)
    promised = [line for line in lines if line.reserved_micro]
    lots = [work.lots.get(line.site, line.lot_no) for line in promised]
    if not any(lot is not None and lot.contract_no for lot in lots):
        return []
    return [
        Item(lot.sku, lot.unit, lot.condition, line.max_micro)
        for line, lot in zip(promised, lots, strict=True)
        if lot is not None
    ]


def _require_margin(said: wms_release.ReleaseOrder, contract: Contract, value: int) -> None:
    """What was paid or put up for the release bounds it."""
    if said.max_value is None:
        return
    bound = Money.of(said.max_value.amount, said.max_value.currency)
    if said.max_value.currency != contract.currency or value > bound.minor:
        raise Refused(
            f"order {said.order_no} names goods worth {value} minor units of {contract.currency}, over"
            f" its own bound of {bound}",
            cause="collateral.cover.max_value",
        )


def _count_out(work: CollateralWork, said: wms_release.ReleaseOrder) -> None:
    """A cancelled order of which nothing went takes nothing of its day."""
    counted = work.released.get(said.contract_no, said.warehouse, said.order_no)
    lines = work.order_lines.find(site=said.warehouse, order_no=said.order_no)
    if counted is not None and not any(line.taken_micro for line in lines):
        work.released.put(replace(counted, value_minor=0))
