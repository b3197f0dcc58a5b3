"""Who paid, and to which account, as the rules ask it of money that came back (R47, R48)."""

from __future__ import annotations

from core.collateral import plain
from core.loan.loan import Receipt
from core.loan.matching import plain_account
from core.loan.records import Facility
from core.loan.work import LoanWork
from core.parties import PartyLink

# These bind two parties to one interest; trade and guarantees bind everybody who does business.
RELATING = frozenset({"holds", "controls", "account", "address", "phone"})
# Money that the room moves itself; nobody paid it in.
OWN = frozenset({"margin_applied", "surplus", "unidentified"})


def payment_says(work: LoanWork, facility: Facility, receipt: Receipt) -> dict[str, bool | int | str | None]:
    """payer: borrower, debtor, related or unrelated, where the bank named one; paid_to_other_account: of a
    debtor's money alone, and only where the account it came to is known."""
    if receipt.kind in OWN or not receipt.payer.strip():
        return {}
    payer = _payer(work, facility, plain(receipt.payer))
    said: dict[str, bool | int | str | None] = {"payer": payer}
    if payer == "debtor" and facility.account and receipt.payee_account:
        said["paid_to_other_account"] = plain_account(receipt.payee_account) != plain_account(
            facility.account
        )
    return said


def _payer(work: LoanWork, facility: Facility, payer: str) -> str:
    """Asked from what costs nothing to what is looked up: most money is the borrower's own."""
    if payer in _names(work, facility.borrower):
        return "borrower"
    debtors = {code for code in (facility.core, facility.buyer) if code}
    if any(payer in _names(work, code) for code in debtors):
        return "debtor"
    claims = work.collateral.receivables.find(contract_no=facility.contract_no)
    if any(payer in map(plain, each.buyers.splitlines()) for each in claims):
        return "debtor"
    if payer in map(plain, filter(None, (facility.insurer, facility.funder, facility.supervisor))):
        return "related"
    return "related" if payer in _ties(work, facility.borrower) else "unrelated"


def _names(work: LoanWork, code: str) -> set[str]:
    """How a bank may call the party: by its code, or by its name, however it is written."""
    party = work.parties.parties.get(code)
    return {plain(code)} | ({plain(party.name)} if party is not None else set())


def _ties(work: LoanWork, code: str) -> set[str]:
    """Codes and names of parties that hang together with it by holdings, control, an address or a phone."""
    links = work.parties.links
    near = _ends([*links.find(begin=code), *links.find(end=code)])
    beside = [link for end in sorted(near) for link in (*links.find(begin=end), *links.find(end=end))]
    return {name for end in near | _ends(beside) for name in _names(work, end)}


def _ends(links: list[PartyLink]) -> set[str]:
    return {end for link in links if link.kind in RELATING for end in (link.begin, link.end)}
