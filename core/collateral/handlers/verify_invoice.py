"""The tax office says whether an invoice is one: then it may secure money, or may no longer (R23)."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.invoice_verification import InvoiceVerification
from core.collateral.receivable import Receivable
from core.collateral.receivable_book import KIND, find_receivable
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.money import Money

# These say nothing of the invoice: what was known of it stays.
_NO_ANSWER = {"too_frequent", "too_many_today", "pending"}

_ENDED = {"void", "red"}


@handles("invoice.verification.v1")
def verify_invoice(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(InvoiceVerification)
    restating = Restating(message, work)
    row = find_receivable(work, said.seller, said.invoice_no, said.invoice_code)
    if said.result in _NO_ANSWER or row is None:
        return []
    result = said.result if said.result != "match" else _compared(row, said)
    after = replace(
        row,
        verified=result,
        verified_at=said.verified_at if result == "match" else row.verified_at,
        status=_status(row, result),
        doubt="" if result == "match" else row.doubt,
    )
    work.receivables.put(after)
    if result == "match":
        restating.register.tell(KIND, row.thing, "verified")
        if row.doubt:
            restating.alarms.calm("C08", f"{KIND}/{row.thing}", f"{said.source} knows it as one of its own")
    else:
        restating.register.untell(KIND, row.thing, "verified")
    text = f"{said.source}: invoice {row.invoice_code or '-'}/{row.invoice_no} {result}"
    work.unit.effect(message, kind="receivable.verified", key=row.thing, text=text)
    restating.touch(row.contract_no, text)
    return restating.answers()


def _status(row: Receivable, result: str) -> str:
    """Void or red by this word; where it knows the invoice, what it said of that before is over."""
    if result in _ENDED:
        return result
    return "" if result == "match" and row.verified in _ENDED else row.status


def _compared(row: Receivable, said: InvoiceVerification) -> str:
    """A match of other figures than ours is none."""
    if said.total is None or not row.gross_minor:
        return "match"
    same = said.total.currency == row.currency
    same = same and abs(Money.of(said.total.amount, said.total.currency).minor) == row.gross_minor
    return "match" if same else "mismatch"
