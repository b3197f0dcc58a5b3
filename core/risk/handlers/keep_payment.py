"""A buyer pays a seller: how long it takes to be paid follows from it."""

from __future__ import annotations

from core.catalogue.erp_payment import Payment
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import day_of, who
from core.risk.trade import PAYMENT, TradeDocument
from core.risk.trade_book import keep
from core.risk.trade_lines import minor_of
from core.risk.work import RiskWork


def _number(said: Payment) -> str:
    """The bank's own reference is one, whether the bank or an ERP tells of the payment."""
    return said.bank_ref or said.payment_no


@handles(
    "erp.payment.v1",
    touches=lambda message: [(TradeDocument, (PAYMENT, who(message.body.payer), _number(message.body)))],
)
def keep_payment(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Payment)
    document = TradeDocument(
        kind=PAYMENT,
        issuer=who(said.payer),
        number=_number(said),
        seller=who(said.payee),
        buyer=who(said.payer),
        day=day_of(said.value_date or said.paid_at),
        currency=said.amount.currency,
        gross_minor=minor_of(said.amount.amount, said.amount.currency),
    )
    keep(work, document)
    return []
