"""A seller's system tells an invoice or a credit note: what is owed is known, and what lowers it (T11)."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.erp_invoice import Invoice
from core.collateral.names import day, plain, who
from core.collateral.order_book import find_order
from core.collateral.receivable import Receivable
from core.collateral.receivable_book import KIND, find_receivable, fresh_receivable
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.money import Money

MATCH = "match"


@handles("erp.invoice.v1")
def keep_invoice(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(Invoice)
    restating = Restating(message, work)
    if said.kind == "credit_note":
        _credit(restating, said)
    else:
        _keep(restating, said)
    return restating.answers()


def _keep(restating: Restating, said: Invoice) -> None:
    work = restating.work
    row = find_receivable(work, said.seller, said.invoice_no, said.invoice_code)
    known = row or fresh_receivable(said.seller, said.invoice_no, said.invoice_code, restating.at)
    after = _with(known, said)
    if known.verified == MATCH and not after.verified:
        restating.register.untell(KIND, after.thing, "verified")
    work.receivables.put(after)
    if after.status and after.status != known.status:
        restating.touch(after.contract_no, f"invoice {after.invoice_no} is {after.status}")
    restating.touch(after.contract_no, f"invoice {after.invoice_no} is told anew")
    if known.from_seller:
        return
    orders = sorted({ref.number for ref in said.refs if ref.kind == "order"})
    order = find_order(work, orders[0], said.buyer, said.seller) if len(orders) == 1 else None
    if order is not None and order.currency == after.currency:
        work.orders.put(replace(order, invoiced_minor=order.invoiced_minor + after.gross_minor))
        restating.touch(order.contract_no, f"invoice {after.invoice_no} is of order {order.order_no}")


def _with(known: Receivable, said: Invoice) -> Receivable:
    """The row with what the seller's own invoice says; that counts above any list it was proposed on."""
    totals = said.totals
    stated = totals.with_tax if totals and totals.with_tax is not None else said.payable
    gross = Money.of(abs(stated), said.currency).minor
    payable = Money.of(abs(said.payable), said.currency).minor
    # What was verified, or found to be void, was this invoice as it stood: another sum is asked about anew.
    same = (gross, said.currency) == (known.gross_minor, known.currency)
    prepaid = max(0, gross - payable) if totals and totals.prepaid else 0
    return replace(
        known,
        seller=who(said.seller) or known.seller,
        seller_name=plain(said.seller.name) if said.seller and said.seller.name else known.seller_name,
        buyer=who(said.buyer) or known.buyer,
        buyer_name=plain(said.buyer.name) if said.buyer and said.buyer.name else known.buyer_name,
        invoice_code=plain(said.invoice_code) or known.invoice_code,
        issue_day=day(said.issue_date),
        due_day=day(said.due_date) or known.due_day,
        currency=said.currency,
        gross_minor=gross,
        from_seller=True,
        stated_paid_minor=max(known.stated_paid_minor, prepaid),
        status=_status(known, said, red=stated < 0),
        verified=known.verified if same or known.verified != MATCH else "",
    )


def _status(known: Receivable, said: Invoice, *, red: bool) -> str:
    """As its source says now; below nothing it takes money back, and what the tax office voided stays so."""
    if red or said.status == "red":
        return "red"
    if said.status is None or known.verified in {"void", "red"}:
        return known.status
    return "" if said.status == "normal" else said.status


def _credit(restating: Restating, said: Invoice) -> None:
    """Lowers the one invoice it is for; one that names none or several is for a person."""
    numbers = sorted({ref.number for ref in said.refs if ref.kind == "invoice"})
    minor = Money.of(abs(said.payable), said.currency).minor
    if len(numbers) != 1:
        _alarm_unplaced(restating, said, numbers)
        return
    work = restating.work
    row = find_receivable(work, said.seller, numbers[0])
    known = row or fresh_receivable(said.seller, numbers[0], "", restating.at)
    if known.currency not in {"", said.currency}:
        _alarm_unplaced(restating, said, numbers)
        return
    work.receivables.put(replace(known, credited_minor=known.credited_minor + minor))
    text = f"credit note {said.invoice_no} takes {abs(said.payable)} off invoice {numbers[0]}"
    work.unit.effect(restating.message, kind="receivable.credited", key=known.thing, text=text)
    restating.touch(known.contract_no, text)


def _named(numbers: list[str]) -> str:
    return f"invoice {numbers[0]} of another currency" if len(numbers) == 1 else f"{len(numbers)} invoices"


def _alarm_unplaced(restating: Restating, said: Invoice, numbers: list[str]) -> None:
    """Only where the seller has assigned or pledged receivables: else nothing hangs on it here."""
    seller = who(said.seller)
    if not restating.work.securities.find(provider=seller):
        return
    restating.alarms.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"credit/{seller}/{said.invoice_no}",
            text=f"credit note {said.invoice_no} of {abs(said.payable)} {said.currency} by {seller} names"
            f" {_named(numbers)}, so no receivable was lowered",
            action="ask the seller which invoice it lowers; until then the base may be too high",
        )
    )
