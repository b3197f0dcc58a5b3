"""What else a searched text names: a task, a party, a decision, an entry, a deal or a pledge."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

from core.collateral.contract import Contract
from core.ledger import Entry, Line
from core.loan import Loan
from core.parties import Party
from core.risk import Decision
from core.workflow import Instance
from gateway.console.deal_list import named_deals
from gateway.console.desk import Desk
from gateway.console.guard import Visitor
from gateway.console.ledger_reading import books_of
from gateway.console.reach import Reach
from gateway.console.texts import N_

# Of one kind so many are named; its own page has all of them.
EACH_MAX = 5


class Hit(NamedTuple):
    """A page that the text leads to: what it is about, its name, its path below the console."""

    kind: str
    name: str
    path: str


def elsewhere(desk: Desk, who: Visitor, text: str) -> list[Hit]:
    """Nothing of what the visitor may not see, and nothing where only a part of a name was typed."""
    text = text.strip()
    if not text:
        return []
    hits: list[Hit] = []
    if who.rights.may("task.see"):
        hits += _tasks(desk, text)
    if who.rights.may("party.see"):
        hits += _parties(desk, text)
    if who.rights.may("risk.see"):
        hits += _decisions(desk, text)
    if who.rights.may("ledger.see"):
        hits += _entries(desk, text)
    if who.rights.may("loan.see"):
        hits += _deals(desk, text)
    return hits + _pledges(desk, who, text)


def _tasks(desk: Desk, text: str) -> list[Hit]:
    found = desk.hub.store.get(Instance, text)
    return [Hit(N_("Task"), found.number, f"/tasks/{quote(found.number)}")] if found is not None else []


def _parties(desk: Desk, text: str) -> list[Hit]:
    found = desk.hub.store.get(Party, text.upper())
    named = [found] if found is not None else desk.hub.store.rows(Party, limit=EACH_MAX, name=text)
    return [Hit(N_("Party"), one.name, f"/parties/party/{one.uscc}") for one in named]


def _decisions(desk: Desk, text: str) -> list[Hit]:
    found = desk.hub.store.get(Decision, text)
    named = [found] if found is not None else desk.hub.store.rows(Decision, limit=EACH_MAX, subject=text)
    return [
        Hit(N_("Decision by rules"), one.number, f"/rules/decisions/{quote(one.number)}") for one in named
    ]


def _entries(desk: Desk, text: str) -> list[Hit]:
    store = desk.hub.store
    found = [store.get(Entry, one.book, text) for one in books_of(store)]
    hits = [
        Hit(N_("Entry"), one.number, f"/ledger/entry/{quote(one.book)}/{quote(one.number)}")
        for one in found
        if one is not None
    ]
    lines = store.rows(Line, limit=1, contract=text)
    about = urlencode({"book": lines[0].book, "contract": text}) if lines else ""
    return [*hits, Hit(N_("Entries about it"), text, f"/ledger?{about}")] if about else hits


def _deals(desk: Desk, text: str) -> list[Hit]:
    loan = desk.hub.store.get(Loan, text)
    hits = [Hit(N_("Loan"), loan.loan_no, f"/deals/loan/{quote(loan.loan_no)}")] if loan is not None else []
    numbers = [one.deal.application.application_no for one in named_deals(desk.hub.store, text)[:EACH_MAX]]
    return [*hits, *(Hit(N_("Deal"), number, f"/deals/deal/{quote(number)}") for number in numbers)]


def _pledges(desk: Desk, who: Visitor, text: str) -> list[Hit]:
    contract = desk.hub.store.get(Contract, text) if who.rights.may_somewhere("custody.see") else None
    if contract is None or not Reach(desk.hub, who.rights.scope("custody.see")).contract(contract):
        return []
    return [
        Hit(N_("Pledge contract"), contract.contract_no, f"/custody/contract/{quote(contract.contract_no)}")
    ]
