"""Goods are counted: the worst difference of each contract's lots is kept, and the photos are seen."""

from __future__ import annotations

from core.catalogue.wms_stock_count import StockCount
from core.custody import Count, Lot
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.goods import Counted, keep_outflow, outflow_of
from core.risk.traffic import see_photos
from core.risk.work import RiskWork


@handles("wms.stock_count.v1")
def watch_count(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(StockCount)
    document = f"{message.type}/{said.warehouse}/{said.count_no}"
    see_photos(work, said.photos, said.warehouse, document, message.event_time)
    worst: dict[str, Counted] = {}
    for lot_no in dict.fromkeys(line.lot_no for line in said.lines):
        lot = work.unit.shelf(Lot).get(said.warehouse, lot_no)
        count = work.unit.shelf(Count).get(said.warehouse, said.count_no, lot_no)
        if lot is not None and count is not None and lot.contract_no:
            found = _counted(count)
            known = worst.get(lot.contract_no)
            if known is None or _is_worse(found, known):
                worst[lot.contract_no] = found
    for contract_no, found in worst.items():
        outflow = outflow_of(work, contract_no)
        outflow.counted(said.warehouse, found)
        keep_outflow(work, contract_no, outflow)
    return []


def _counted(count: Count) -> Counted:
    off = abs(count.counted_micro - count.book_micro)
    return Counted(at=count.event_time, off_micro=off, book_micro=abs(count.book_micro))


def _is_worse(found: Counted, known: Counted) -> bool:
    """By its share of the book; what the book does not have at all is worse than any share."""
    return found.off_micro * known.book_micro > known.off_micro * found.book_micro or (
        not found.book_micro and bool(found.off_micro)
    )
