"""A buyer pays invoices: what is owed on each falls, and with it what they secure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from core.catalogue.bank_parts import reference_of
from core.catalogue.erp_payment import PaidInvoice, Payment
from core.collateral.paid_once import Paid, by_reference
from core.collateral.receivable_book import find_receivable
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.money import Money


@handles("erp.payment.v1")
def keep_payment(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(Payment)
    restating, shares = Restating(message, work), Counter[str]()
    untold = [each for each in said.invoices if each.amount is None] if len(said.invoices) > 1 else []
    shares.update(concluded := _untold(restating, said, untold) if untold else {})
    for paid in said.invoices:
        row = find_receivable(work, said.payee, paid.number)
        amount = paid.amount or (said.amount if len(said.invoices) == 1 else None)
        # An invoice nobody has told us of is no receivable.
        if row is not None and amount is not None and amount.currency == row.currency:
            shares[row.thing] += Money.of(amount.amount, amount.currency).minor
    if shares:
        _pay(restating, said, shares, whole=not untold or bool(concluded))
    return restating.answers()


def _untold(restating: Restating, said: Payment, untold: list[PaidInvoice]) -> dict[str, int]:
    """Several invoices and not what each was paid: all of each where that is just the sum, else a person."""
    found = [find_receivable(restating.work, said.payee, each.number) for each in untold]
    rows = [each for each in found if each is not None and each.currency == said.amount.currency]
    number = f"{restating.message.partner}/{said.payment_no}"
    before = {row.thing: row.minor for row in restating.work.invoice_payments.find(number=number)}
    if rows and all(before.get(each.thing) for each in rows):
        # Told again: what it is for was concluded when nothing of it was paid yet.
        return {each.thing: before[each.thing] for each in rows}
    told = sum((each.amount.amount for each in said.invoices if each.amount is not None), Decimal(0))
    left = Money.of(max(Decimal(0), said.amount.amount - told), said.amount.currency).minor
    if len(rows) == len(untold) and left == sum(each.open_minor for each in rows):
        return {row.thing: row.open_minor for row in rows}
    if any(each.contract_no for each in rows):
        numbers = ", ".join(each.number for each in untold)
        amount = f"{said.amount.amount} {said.amount.currency}"
        restating.alarms.alarm(
            AlertRaised(
                code="C07",
                severity="high",
                object=f"payment/{restating.message.partner}/{said.payment_no}",
                text=f"payment {said.payment_no} of {amount} is for {numbers}"
                " and says not how much for each, so no receivable was lowered",
                action="ask the payer for the shares; until then the base may be too high",
            )
        )
    return {}


def _pay(restating: Restating, said: Payment, shares: Mapping[str, int], *, whole: bool) -> None:
    """Once, whoever else told of this payment: another ERP, or the bank. whole: says all it is for."""
    message, work = restating.message, restating.work
    numbers = [f"{message.partner}/{said.payment_no}"]
    if reference := reference_of(said.bank_ref):
        account = said.payee_account.number if said.payee_account is not None else ""
        numbers.append(by_reference(account, reference))
    Paid(restating, numbers).tell(shares, whole=whole)
    for thing, minor in shares.items():
        row = work.receivables.get(thing)
        if row is not None:
            text = (
                f"{Money(minor, row.currency)} of payment {said.payment_no} is for invoice {row.invoice_no}"
            )
            work.unit.effect(message, kind="receivable.paid", key=f"{thing}/{row.invoice_no}", text=text)
