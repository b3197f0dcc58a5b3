"""The limits a loan is held against, as accounts of the ledger's book of limits: one way in, one way out."""

from __future__ import annotations

from core.hub.message import Message
from core.ledger import Draft, DraftLine, Posting
from core.loan.loan import Loan
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.stepping import business_day_of
from core.loan.work import LoanWork

BOOK = "limits"


def limit_lines(product: Product, facility: Facility, minor: int) -> list[DraftLine]:
    """What a draw of so much takes of every limit: the facility's, and those the product names.

    A limit of nobody (no buyer, no supervisor named) is held against nobody.
    """
    owners = {
        "borrower": {"party": facility.borrower},
        "core": {"party": facility.core},
        "buyer": {"party": facility.buyer},
        "supervisor": {"party": facility.supervisor},
        "funder": {"funder": facility.funder},
    }
    taken: list[tuple[str, dict[str, str]]] = [("facility", {"contract": facility.facility_no})]
    taken += [(name, owners[name]) for name in product.limits if all(owners[name].values())]
    lines = [
        DraftLine(account=account, side="debit", currency=facility.currency, minor=minor, **owner)
        for account, owner in taken
    ]
    total = DraftLine(account="used", side="credit", currency=facility.currency, minor=minor * len(lines))
    return [*lines, total]


def give_back(
    message: Message, work: LoanWork, product: Product, facility: Facility, loan: Loan, minor: int
) -> None:
    """Principal that came back frees the limits it took; below zero: it takes them again."""
    draft = Draft(
        book=BOOK,
        number=f"back/{loan.loan_no}/{message.message_id}",
        rule="limit",
        business_day=business_day_of(message),
        text=f"{minor} minor units of {loan.loan_no} came back",
        lines=limit_lines(product, facility, -minor),
    )
    # What came back is a fact: a limit that was cut meanwhile does not refuse it.
    Posting(message, work.ledger).post(draft, enforce=False)
