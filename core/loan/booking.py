"""How the loan room writes to the books: events by the posting rules, never lines of its own."""

from __future__ import annotations

from typing import NamedTuple

from core.hub.message import Message
from core.ledger import Entry, Event, Posting, post_event
from core.loan.loan import Loan
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.work import LoanWork

AGENCY = "agency"
# Of what a funder lends on its own book ours keeps the principal alone, off the balance (P17): these move it.
ON_AGENCY = frozenset({"agency.placed", "loan.repaid", "loan.written_off"})


def parts_of(product: Product, facility: Facility, loan: Loan | None = None) -> dict[str, str]:
    """What posting rules may ask for of a loan or, before it is drawn, of its facility.

    contract: whose sub-ledger it is: the loan, or the facility. security: the security contract.
    """
    return {
        "currency": facility.currency,
        "borrower": facility.borrower,
        "contract": loan.loan_no if loan is not None else facility.facility_no,
        "facility": facility.facility_no,
        "security": facility.contract_no,
        "funder": (loan.funder if loan is not None else facility.funder) or "own",
        "mode": product.posting_mode,
        "recourse": product.recourse,
        "booking": product.booking,
    }


class Fact(NamedTuple):
    """An event of the money; number: its own, posted once in each book. parts: see `parts_of`."""

    event: str
    number: str
    day: int
    parts: dict[str, str]


def book(message: Message, work: LoanWork, fact: Fact, **amounts: int) -> list[Entry]:
    """Posts the event by the rules of its day; amounts by the names the rules know, in minor units.

    Nothing where a funder lends on its own book and no principal moves: the money is not ours.
    """
    if fact.parts.get("booking") == AGENCY and not (fact.event in ON_AGENCY and amounts.get("principal")):
        return []
    return post_event(Posting(message, work.ledger), event_of(fact, **amounts))


def event_of(fact: Fact, **amounts: int) -> Event:
    """The fact as the ledger's rules read it."""
    return Event(
        name=fact.event,
        number=fact.number,
        business_day=fact.day,
        text=f"{fact.event} {fact.number}",
        parts=fact.parts,
        amounts=amounts,
    )
