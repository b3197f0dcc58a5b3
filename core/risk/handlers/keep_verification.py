"""The tax office answers about an invoice: its last answer counts until it is asked again."""

from __future__ import annotations

from core.catalogue.invoice_verification import InvoiceVerification
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import invoice_number, who
from core.risk.told import Verified
from core.risk.work import RiskWork

# These say nothing of the invoice: what was known before stands.
NO_ANSWER = frozenset({"too_frequent", "too_many_today", "pending"})


@handles("invoice.verification.v1")
def keep_verification(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(InvoiceVerification)
    if said.result in NO_ANSWER:
        return []
    number, seller = invoice_number(said.invoice_code, said.invoice_no), who(said.seller)
    before = work.verified.get(number, seller)
    if before is None or before.verified_at <= said.verified_at:
        work.verified.put(
            Verified(number=number, seller=seller, result=said.result, verified_at=said.verified_at)
        )
    return []
