"""Limits of a draw: held in one reservation, all or nothing, then used or given back; and lines that grow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger import Draft, DraftLine, Posting, Reservation, Reserving
from core.loan.factory import product_of
from core.loan.loan import Loan
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.stepping import business_day_of
from core.loan.work import LoanWork

BOOK = "limits"
FUNDER, BUYER = "funder", "buyer"
# Whose line it is stands in this auxiliary of its account.
_OWNERS = {"facility": "contract", FUNDER: "funder"}


def lines_of(product: Product, facility: Facility) -> dict[str, str]:
    """The accounts a draw is held against, and whose; a funder's quota is held when one is chosen.

    A buyer's line that invoices took when they were assigned is not taken again by their draw.
    """
    elsewhere = {FUNDER, BUYER} if product.at_assignment else {FUNDER}
    owners = {"facility": facility.facility_no}
    for name in product.limits:
        if name not in elsewhere:
            owners[name] = getattr(facility, name)
        if name not in elsewhere and not owners[name]:
            raise Refused(
                f"product {product.code} holds draws against the line of the {name}, and facility"
                f" {facility.facility_no} names none",
                cause="loan.limit_owner",
            )
    return owners


def held_for(work: LoanWork, facility: Facility) -> list[tuple[str, str]]:
    """(account, owner) of every balance that draws under a facility move, "used" with them; to read ahead."""
    product = product_of(work, facility.product, facility.product_version)
    named = [(name, getattr(facility, name)) for name in product.limits]
    return [("facility", facility.facility_no), ("used", ""), *((name, who) for name, who in named if who)]


def hold_draw(
    message: Message, work: LoanWork, loan: Loan, day: int, owners: Mapping[str, str]
) -> Reservation:
    """Holds what the draw puts at risk against every line at once; the answer says whether it is held."""
    minor = loan.principal_minor - loan.margin_minor
    draft = _draft(draw_number(loan.loan_no), loan, day, list(_held(owners, loan.currency, minor)))
    return Reserving(message, work.ledger).hold(draft, expires_at=None)


def hold_quota(message: Message, work: LoanWork, loan: Loan, day: int, minor: int) -> Reservation:
    """Holds a funder's part against its quota; each try has a number of its own."""
    lines = list(_held({FUNDER: loan.funder}, loan.currency, minor))
    draft = _draft(quota_number(loan), loan, day, lines)
    return Reserving(message, work.ledger).hold(draft, expires_at=None)


def free(message: Message, work: LoanWork, number: str, day: int) -> None:
    """Gives back what is held under the number, if anything still is."""
    if _is_open(work, number):
        Reserving(message, work.ledger).give_back(BOOK, number, business_day=day)


def use(message: Message, work: LoanWork, number: str, day: int) -> None:
    """What is held under the number counts from now on, if anything is held."""
    if _is_open(work, number):
        Reserving(message, work.ledger).use(BOOK, number, business_day=day)


def grow(
    message: Message, work: LoanWork, line: tuple[str, str], told: tuple[str, int, str], minor: int
) -> None:
    """Raises an owner's line, or cuts it with a minus, also below what is used.

    line: its account and whose it is. told: number of the fact, its business day, the currency.
    """
    account, owner = line
    number, day, currency = told
    pair = (
        DraftLine(account="granted", side="debit", currency=currency, minor=minor),
        _line(account, "credit", currency, minor, owner),
    )
    draft = Draft(
        book=BOOK,
        number=number,
        rule="limit",
        business_day=day,
        text=f"{account} {owner} by {minor}",
        lines=pair,
    )
    Posting(message, work.ledger).post(draft, enforce=False)


def come_back(message: Message, work: LoanWork, loan: Loan, owners: Mapping[str, str], minor: int) -> None:
    """Lines have room again for what was repaid; below zero: it was taken back, and they have it no more.

    What came back is a fact: a line that was cut meanwhile does not refuse it. One message may bring several
    payments of a loan, each of them on another version of it.
    """
    number = back_number(loan.loan_no, loan.version)
    lines = list(_held(owners, loan.currency, -minor))
    draft = _draft(number, loan, business_day_of(message), lines)
    Posting(message, work.ledger).post(draft, enforce=False)


def take(
    message: Message, work: LoanWork, line: tuple[str, str], told: tuple[str, int, str], minor: int
) -> str:
    """Counts so much on an owner's line, whole or not at all: why not, "" where it is taken.

    line, told: as of `grow`. Below zero it comes free, whatever the line is by now.
    """
    account, owner = line
    number, day, currency = told
    lines = list(_held({account: owner}, currency, minor))
    text = f"{account} {owner}: {number}"
    draft = Draft(book=BOOK, number=number, rule="reservation", business_day=day, text=text, lines=lines)
    if minor < 0:
        Posting(message, work.ledger).post(draft, enforce=False)
        return ""
    held = Reserving(message, work.ledger).hold(draft, expires_at=None)
    use(message, work, number, day)
    return held.refusal


def draw_number(loan_no: str) -> str:
    return f"draw/{loan_no}"


def back_number(loan_no: str, version: int) -> str:
    return f"back/{loan_no}/{version}"


def quota_number(loan: Loan) -> str:
    return f"quota/{loan.loan_no}/{loan.attempt}"


def _held(owners: Mapping[str, str], currency: str, minor: int) -> Iterator[DraftLine]:
    for account, owner in owners.items():
        yield _line(account, "debit", currency, minor, owner)
        yield DraftLine(account="used", side="credit", currency=currency, minor=minor)


def _line(account: str, side: str, currency: str, minor: int, owner: str) -> DraftLine:
    return DraftLine(
        account=account, side=side, currency=currency, minor=minor, **{_OWNERS.get(account, "party"): owner}
    )


def _draft(number: str, loan: Loan, day: int, lines: list[DraftLine]) -> Draft:
    return Draft(
        book=BOOK,
        number=number,
        rule="reservation",
        business_day=day,
        text=f"draw {loan.loan_no} under {loan.facility_no}",
        lines=lines,
    )


def _is_open(work: LoanWork, number: str) -> bool:
    held = work.ledger.reservations.get(BOOK, number)
    return held is not None and held.state == "open"
