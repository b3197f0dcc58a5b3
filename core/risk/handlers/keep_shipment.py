"""Goods are sent: what of an order is on its way."""

from __future__ import annotations

from core.catalogue.erp_shipment import Shipment
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import day_of, who
from core.risk.trade import SHIPMENT, TradeDocument
from core.risk.trade_book import keep
from core.risk.trade_lines import one_a_line, shipped
from core.risk.work import RiskWork


@handles("erp.shipment.v1")
def keep_shipment(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Shipment)
    document = TradeDocument(
        kind=SHIPMENT,
        issuer=who(said.seller),
        number=said.asn_no,
        seller=who(said.seller),
        buyer=who(said.buyer),
        day=day_of(said.shipped_at or said.ship_date or said.issue_date),
        orders=one_a_line([said.order_no], (line.order_no for line in said.lines)),
        lines=shipped(said.lines),
    )
    keep(work, document)
    return []
