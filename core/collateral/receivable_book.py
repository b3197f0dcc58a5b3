"""Finding a receivable whatever document speaks of it, and keeping what each one says."""

from __future__ import annotations

from datetime import datetime

from core.catalogue.parts import PartyRef
from core.collateral.names import plain, who
from core.collateral.receivable import Receivable
from core.collateral.register import Thing
from core.collateral.work import CollateralWork

KIND = "receivable"


def thing_key(seller: str, code: str, number: str) -> str:
    """A Chinese invoice is one by code and number, or by twenty digits alone (T10); others by seller too."""
    if code:
        return f"{plain(code)}|{number}"
    return f"|{number}" if _digital(number) else f"{seller}|{number}"


def find_receivable(
    work: CollateralWork, seller: PartyRef | None, number: str, code: str = ""
) -> Receivable | None:
    """The receivable of this invoice, by whatever its documents name the seller; None where none is it."""
    no, coded = plain(number), plain(code)
    names = names_of(seller)
    found = [
        each
        for each in work.receivables.find(invoice_no=no)
        if _same_code(each.invoice_code, coded, no) and _same_seller(each, names, no, coded)
    ]
    return found[0] if len(found) == 1 else _exact(found, coded)


def fresh_receivable(seller: PartyRef | None, number: str, code: str, at: datetime) -> Receivable:
    """A receivable of which nothing is known but its number."""
    no = plain(number)
    return Receivable(
        thing=thing_key(who(seller), code, no),
        seller=who(seller),
        seller_name=plain(seller.name) if seller else "",
        invoice_code=plain(code),
        invoice_no=no,
        known_at=at,
    )


def thing_of(row: Receivable) -> Thing:
    """The receivable as the register of liens knows it."""
    name = f"invoice {row.invoice_code or '-'}/{row.invoice_no} of {row.seller}"
    return Thing(KIND, row.thing, name, row.invoice_no)


def near_doubles(work: CollateralWork, row: Receivable) -> list[Receivable]:
    """Others of this seller, day and amount (R22): the same again under another number, or chance."""
    if not (row.issue_day and row.gross_minor):
        return []
    same = work.receivables.find(seller=row.seller, gross_minor=row.gross_minor, issue_day=row.issue_day)
    return [each for each in same if each.thing != row.thing and each.contract_no]


def names_of(party: PartyRef | None) -> set[str]:
    """All that a party may be known by."""
    return {each for each in (who(party), plain(party.name) if party else "") if each}


def _digital(number: str) -> bool:
    return len(number) == 20 and number.isdigit()


def _same_code(known: str, said: str, number: str) -> bool:
    """A document may leave the code out; two that name it must name the same."""
    return known == said or not known or not said or _digital(number)


def _same_seller(each: Receivable, names: set[str], number: str, code: str) -> bool:
    if _digital(number) or (code and code == each.invoice_code):
        return True
    return not names or bool(names & {each.seller, each.seller_name})


def _exact(found: list[Receivable], code: str) -> Receivable | None:
    """Of several the one with this very code; without a code none, because it could be any of them."""
    same = [each for each in found if each.invoice_code == code]
    return same[0] if len(same) == 1 else None
