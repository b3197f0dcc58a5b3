"""The steps of an assignment: what is offered becomes a lien, and the debtor's answer makes it hold."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.catalogue.factoring_assignment import FactoringAssignment
from core.catalogue.financing import FinancedItem
from core.collateral.gates import needed
from core.collateral.names import day, plain, who
from core.collateral.proposing import propose_thing, register_what_is_filed
from core.collateral.receivable import Receivable
from core.collateral.receivable_book import find_receivable, fresh_receivable, near_doubles, thing_of
from core.collateral.restating import Restating
from core.collateral.security import OF_RECEIVABLES, RECEIVABLE, Security
from core.hub.alerts import AlertRaised
from core.kernel.errors import Refused
from core.kernel.money import Money

# The debtor's own no: nobody but the debtor, or a person who judged, takes it back.
REJECTED = "rejected"


def propose(restating: Restating, said: FactoringAssignment) -> None:
    """Each receivable on the list, for the contract; one that stands for another is refused by itself."""
    security = restating.work.securities.get(said.contract_no)
    if security is None or security.kind not in OF_RECEIVABLES:
        raise Refused(
            f"list {said.batch_no} is for contract {said.contract_no or '(none named)'}, which takes no"
            " receivables here; open it first",
            cause="collateral.unknown_contract",
        )
    for item in said.items:
        _propose_item(restating, security, said, item)
    if restating.work.filings.find(contract_no=security.contract_no):
        register_what_is_filed(restating, security.contract_no)
    restating.touch(security.contract_no, f"list {said.batch_no} was offered")


def notice(restating: Restating, said: FactoringAssignment) -> None:
    """The debtor was told. A letter that names nobody to pay but an account assigns nothing."""
    if said.assignee is None:
        raise Refused(
            f"notice {said.letter_no or said.batch_no} names no assignee: a notice of another account is no"
            " notice of assignment",
            cause="collateral.notice.no_assignee",
        )
    for row in _rows(restating, said):
        after = replace(row, noticed_at=row.noticed_at or restating.message.event_time)
        restating.work.receivables.put(after)
        follow_steps(restating, after)


def acknowledge(restating: Restating, said: FactoringAssignment) -> None:
    """The debtor's answer, for each receivable or for all: accepted whole, in part, or rejected."""
    items = {_key(restating, said, each): each for each in said.items}
    for row in _rows(restating, said):
        item = items.get(row.thing)
        if item is not None and item.status == "reject":
            restating.register.tell("receivable", row.thing, "disputed")
            restating.register.tell("receivable", row.thing, REJECTED)
            restating.touch(row.contract_no, f"the debtor rejects invoice {row.invoice_no}")
        elif item is None or item.status != "pending":
            _accepted_after_all(restating, row)
            after = replace(
                row,
                acknowledged_at=row.acknowledged_at or restating.message.event_time,
                confirmed_minor=_confirmed(row, item),
            )
            restating.work.receivables.put(after)
            follow_steps(restating, after)


def _accepted_after_all(restating: Restating, row: Receivable) -> None:
    """Who rejected it takes that back; a dispute with others goes on."""
    lien = restating.work.liens.get("receivable", row.thing)
    if lien is None or REJECTED not in lien.facts.splitlines():
        return
    restating.register.untell("receivable", row.thing, REJECTED)
    if not lien.claims:
        restating.register.settle("receivable", row.thing)


def follow_steps(restating: Restating, row: Receivable) -> None:
    """Tells the register how far the debtor has gone along, and holds what needs no more of it."""
    security = restating.work.securities.get(row.contract_no)
    if security is None:
        return
    if row.noticed_at and row.acknowledged_at:
        restating.register.tell("receivable", row.thing, "noticed")
    if row.confirmed_minor is not None:
        restating.register.tell("receivable", row.thing, "confirmed")
    lien = restating.work.liens.get("receivable", row.thing)
    asked = {"noticed", "confirmed"} & set(needed(security.kind, security.gates))
    if lien is not None and asked <= set(lien.facts.splitlines()):
        restating.register.tell("receivable", row.thing, holds_as(security))
    restating.touch(row.contract_no, f"invoice {row.invoice_no} was acknowledged")


def holds_as(security: Security) -> str:
    """A factor buys, so its receivables are assigned; others are pledged."""
    return "assigned" if security.kind == RECEIVABLE else "pledged"


def given_steps(security: Security) -> frozenset[str]:
    """Steps that this contract does not ask for."""
    asked = set(needed(security.kind, security.gates))
    given = {word for word in ("verified", "registered") if word not in asked}
    return frozenset(given | (set() if asked & {"noticed", "confirmed"} else {holds_as(security)}))


def _propose_item(
    restating: Restating, security: Security, said: FactoringAssignment, item: FinancedItem
) -> None:
    row = _row(restating, said, item)
    if item.kind == "credit_note" or item.gross is None:
        why = "a credit note is no receivable" if item.kind == "credit_note" else "no amount is named"
        restating.refuse(security.contract_no, thing_of(row), "", f"{thing_of(row).name}: {why}")
        return
    if not propose_thing(restating, thing_of(row), security, given_steps(security)):
        return
    asked = Money.of(item.gross.amount, item.gross.currency).minor
    after = replace(
        row,
        buyer=row.buyer or who(item.buyer),
        buyer_name=row.buyer_name or (plain(item.buyer.name) if item.buyer else ""),
        issue_day=row.issue_day or day(item.issue_date),
        due_day=row.due_day or day(item.due_date),
        currency=row.currency or item.gross.currency,
        gross_minor=row.gross_minor if row.from_seller else asked,
        asked_minor=asked,
        contract_no=security.contract_no,
        batch_no=said.batch_no,
    )
    restating.work.receivables.put(_doubted(restating, after))
    if after.verified == "match":
        restating.register.tell("receivable", after.thing, "verified")
    follow_steps(restating, after)


def _doubted(restating: Restating, row: Receivable) -> Receivable:
    """The row, not counted where it may be one that was offered before, until it is verified or judged."""
    near = near_doubles(restating.work, row)
    if not near or row.verified == "match":
        return row
    other = f"{near[0].invoice_no} under {near[0].contract_no}"
    text = f"{thing_of(row).name} is of the same day and amount as {other}"
    restating.alarms.alarm(
        AlertRaised(
            code="C08",
            severity="high",
            object=f"receivable/{row.thing}",
            text=text,
            action="verify it at the tax office, or judge whether the two are one",
        )
    )
    return replace(row, doubt=text)


def _rows(restating: Restating, said: FactoringAssignment) -> Iterator[Receivable]:
    """The receivables that a letter is about: those it lists, else those of the lists it names."""
    keys = [_key(restating, said, each) for each in said.items]
    if not keys:
        batches = sorted({said.batch_no, *said.about})
        keys = [row.thing for each in batches for row in restating.work.receivables.find(batch_no=each)]
    for key in dict.fromkeys(keys):
        row = restating.work.receivables.get(key)
        if row is not None and row.contract_no and said.contract_no in {"", row.contract_no}:
            yield row


def _row(restating: Restating, said: FactoringAssignment, item: FinancedItem) -> Receivable:
    seller, number = item.seller or said.assignor, item.invoice_no or item.item_no
    row = find_receivable(restating.work, seller, number)
    return row or fresh_receivable(seller, number, "", restating.at)


def _key(restating: Restating, said: FactoringAssignment, item: FinancedItem) -> str:
    return _row(restating, said, item).thing


def _confirmed(row: Receivable, item: FinancedItem | None) -> int:
    """As a share of the gross: what was paid and credited before is confirmed with it."""
    told = None if item is None else item.due or item.gross
    if told is None or told.currency != row.currency:
        return row.gross_minor
    paid = max(row.paid_minor, row.stated_paid_minor) + row.credited_minor
    gone = paid if item and item.due else 0
    return min(row.gross_minor, Money.of(told.amount, told.currency).minor + gone)
