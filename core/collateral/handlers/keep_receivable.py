"""A creditor's system tells how a receivable stands: what was paid, what is disputed, who confirmed it."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.erp_receivable import Receivable as Stated
from core.catalogue.parts import Amount
from core.collateral.assigning import REJECTED, follow_steps
from core.collateral.names import day, who
from core.collateral.receivable import Receivable
from core.collateral.receivable_book import KIND, find_receivable, fresh_receivable
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.money import Money


@handles("erp.receivable.v1")
def keep_receivable(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(Stated)
    restating = Restating(message, work)
    numbers = list(dict.fromkeys(line.invoice_no for line in said.lines if line.invoice_no))
    # A statement of account or a reminder tells of many debts at once; what each of them is, others say.
    if said.kind == "receivable" and len(numbers) == 1:
        _keep(restating, said, numbers[0])
    return restating.answers()


def _keep(restating: Restating, said: Stated, number: str) -> None:
    work = restating.work
    row = find_receivable(work, said.creditor, number)
    known = row or fresh_receivable(said.creditor, number, "", restating.at)
    if day(said.as_of) < known.stated_day:
        return
    after = _with(known, said)
    work.receivables.put(after)
    _dispute(restating, after, said)
    if said.confirmed_at is not None or said.confirmed_by is not None:
        after = replace(after, confirmed_minor=after.gross_minor)
        work.receivables.put(after)
        follow_steps(restating, after)
    restating.touch(after.contract_no, f"invoice {number} is stated as of {said.as_of}")


def _with(known: Receivable, said: Stated) -> Receivable:
    """The row with what is stated of it; the invoice itself, where it is known, says what it came to."""
    currency = known.currency or next((each.currency for each in (said.gross, said.net) if each), "")
    gross = _minor(said.gross, currency)
    return replace(
        known,
        buyer=known.buyer or who(said.debtor),
        due_day=known.due_day or day(said.due_date),
        currency=currency,
        gross_minor=gross if gross and not known.from_seller else known.gross_minor,
        stated_paid_minor=_paid(known, said, currency),
        stated_day=day(said.as_of),
        disputed_minor=_disputed(said, currency),
    )


def _paid(known: Receivable, said: Stated, currency: str) -> int:
    """What was paid of it, as stated or as what is still owed leaves; where neither is told it stays."""
    gross = known.gross_minor or _minor(said.gross, currency) or 0
    if said.status == "paid":
        return gross
    paid, net = _minor(said.paid, currency), _minor(said.net, currency)
    if paid is None and net is not None:
        return max(0, gross - net - _taken(said, currency))
    return known.stated_paid_minor if paid is None else paid


def _disputed(said: Stated, currency: str) -> int:
    """What the debtor holds against it, or takes away, whichever is told as more."""
    return max(_minor(said.disputed, currency) or 0, _taken(said, currency))


def _taken(said: Stated, currency: str) -> int:
    return sum(_minor(each.amount, currency) or 0 for each in said.deductions)


def _dispute(restating: Restating, row: Receivable, said: Stated) -> None:
    """One that is disputed as a whole secures nothing; it does again when it is open without dispute."""
    whole = said.status == "cancelled" or (said.status == "disputed" and not row.disputed_minor)
    if whole:
        restating.register.tell(KIND, row.thing, "disputed")
        restating.touch(row.contract_no, f"invoice {row.invoice_no} is {said.status}")
    elif said.status in {"open", "paid"} and not _others_dispute(restating, row):
        restating.register.settle(KIND, row.thing)


def _others_dispute(restating: Restating, row: Receivable) -> bool:
    """Whether the debtor rejected it, or somebody claims it: the creditor's own word ends neither."""
    lien = restating.work.liens.get(KIND, row.thing)
    return lien is not None and (lien.claims > 0 or REJECTED in lien.facts.splitlines())


def _minor(amount: Amount | None, currency: str) -> int | None:
    """Minor units; None where nothing is said, or in another currency."""
    if amount is None or amount.currency != currency:
        return None
    return Money.of(amount.amount, currency).minor
