"""A seller invoices, or gives back by a credit note: kept beside order and delivery, counted for the pair."""

from __future__ import annotations

from core.catalogue.erp_invoice import Invoice
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import day_of, invoice_number, who
from core.risk.trade import CREDIT, INVOICE, TradeDocument
from core.risk.trade_book import RED, VOID, keep
from core.risk.trade_lines import minor_of, numbers, one_a_line, traded
from core.risk.work import RiskWork

STATES = {"void": VOID, "red": RED}


@handles("erp.invoice.v1")
def keep_invoice(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Invoice)
    # A red invoice that is written below 0 takes back, whatever it is called.
    gives_back = said.kind == "credit_note" or said.payable < 0
    totals = said.totals
    [contract_no] = numbers(said.refs, "contract")[:1] or [""]
    document = TradeDocument(
        kind=CREDIT if gives_back else INVOICE,
        issuer=who(said.seller),
        number=invoice_number(said.invoice_code, said.invoice_no),
        seller=who(said.seller),
        buyer=who(said.buyer),
        day=day_of(said.issue_date),
        due_day=day_of(said.due_date),
        state="" if gives_back else STATES.get(said.status or "", ""),
        currency=said.currency,
        gross_minor=minor_of(totals.with_tax if totals and totals.with_tax else said.payable, said.currency),
        net_minor=minor_of(totals.ex_tax if totals else None, said.currency),
        contract_no=contract_no,
        orders=one_a_line(numbers(said.refs, "order"), (line.order_no for line in said.lines)),
        deliveries=one_a_line(numbers(said.refs, "shipment", "receipt")),
        lines=traded(said.lines, said.currency),
    )
    keep(work, document)
    return []
