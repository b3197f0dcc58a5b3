"""A buyer pays invoices: what is owed on each falls, and with it what they secure."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.erp_payment import PaidInvoice, Payment
from core.collateral.receivable_book import find_receivable
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.money import Money


@handles("erp.payment.v1")
def keep_payment(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(Payment)
    restating = Restating(message, work)
    for paid in said.invoices:
        _pay(restating, said, paid)
    return restating.answers()


def _pay(restating: Restating, said: Payment, paid: PaidInvoice) -> None:
    """An invoice nobody has told us of is no receivable; a share that is not told is the whole of one."""
    row = find_receivable(restating.work, said.payee, paid.number)
    amount = paid.amount or (said.amount if len(said.invoices) == 1 else None)
    if row is None or amount is None or amount.currency != row.currency:
        return
    minor = Money.of(amount.amount, amount.currency).minor
    restating.work.receivables.put(replace(row, paid_minor=row.paid_minor + minor))
    text = f"{amount.amount} {amount.currency} of payment {said.payment_no} is for invoice {row.invoice_no}"
    restating.work.unit.effect(
        restating.message, kind="receivable.paid", key=f"{row.thing}/{paid.number}", text=text
    )
    restating.touch(row.contract_no, text)
