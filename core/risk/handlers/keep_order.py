"""An order is given, changed or cancelled: what was ordered is kept beside what is delivered and invoiced."""

from __future__ import annotations

from core.catalogue.erp_order import Order
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import day_of, who
from core.risk.trade import HOME, ORDER, TradeDocument
from core.risk.trade_book import CANCELLED, keep, same_number
from core.risk.trade_lines import minor_of, traded
from core.risk.work import RiskWork


@handles(
    "erp.order.v1",
    touches=lambda message: [(TradeDocument, (ORDER, who(message.body.buyer), message.body.order_no))],
)
def keep_order(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Order)
    before = same_number(work, ORDER, said.order_no, who(said.buyer))
    day = day_of(said.order_date)
    currency = said.currency or (before.currency if before else HOME)
    document = TradeDocument(
        kind=ORDER,
        issuer=before.issuer if before else who(said.buyer),
        number=said.order_no,
        seller=who(said.seller) or (before.seller if before else ""),
        buyer=who(said.buyer) or (before.buyer if before else ""),
        day=min(day, before.day) if before else day,
        first_day=min(day, before.first_day) if before else day,
        due_day=day_of(said.due_date),
        state=CANCELLED if said.status == "cancelled" else "",
        currency=currency,
        gross_minor=minor_of(said.payable, currency),
        net_minor=minor_of(said.totals.ex_tax if said.totals else None, currency),
        contract_no=said.contract_no or (before.contract_no if before else ""),
        # A cancellation names no lines: it takes nothing back of what was ordered but the order itself.
        lines=traded(said.lines, currency) if said.lines or before is None else before.lines,
    )
    keep(work, document)
    return []
