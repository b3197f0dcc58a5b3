"""Goods arrive: what of an order the buyer took in, and whether some were sent back."""

from __future__ import annotations

from core.catalogue.erp_shipment import GoodsReceipt
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import day_of, who
from core.risk.trade import RECEIPT, TradeDocument
from core.risk.trade_book import judge_returns, keep
from core.risk.trade_lines import one_a_line, received
from core.risk.work import RiskWork


@handles("erp.goods_receipt.v1")
def keep_receipt(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(GoodsReceipt)
    document = TradeDocument(
        kind=RECEIPT,
        issuer=who(said.buyer),
        number=said.grn_no,
        seller=who(said.seller),
        buyer=who(said.buyer),
        day=day_of(said.received_at or said.receipt_date),
        orders=one_a_line([said.order_no], (line.order_no for line in said.lines)),
        deliveries=said.asn_no,
        returned=any(line.quantity_rejected and line.quantity_rejected.value for line in said.lines),
        lines=received(said.lines),
    )
    keep(work, document)
    judge_returns(work, document)
    return []
