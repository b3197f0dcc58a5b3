"""Which invoices stand assigned under a contract, and what each debtor has still to pay on them."""

from __future__ import annotations

from typing import NamedTuple

from core.collateral.lien import DISPUTED, HELD, Lien
from core.collateral.security import RECEIVABLE
from core.collateral.work import CollateralWork


class AssignedInvoice(NamedTuple):
    """One invoice. debtor: its code, or its name; minor: what is still to be paid of it."""

    thing: str
    number: str
    debtor: str
    currency: str
    minor: int


def assigned_under(work: CollateralWork, contract_no: str) -> list[AssignedInvoice]:
    """Those that stand assigned, the first due first; none where the contract buys no receivables.

    One that is void or went back to its seller is not among them. One that lends nothing is, and one that its
    debtor disputes: until it is judged or given back it is owed to us.
    """
    security = work.securities.get(contract_no)
    if security is None or security.kind != RECEIVABLE:
        return []
    held = {lien.thing for lien in work.liens.find(contract_no=contract_no) if _was_assigned(lien)}
    rows = [
        row
        for row in work.receivables.find(contract_no=contract_no)
        if row.thing in held and not row.status and row.open_minor
    ]
    return [
        AssignedInvoice(row.thing, row.invoice_no, row.buyer, row.currency, row.open_minor)
        for row in sorted(rows, key=lambda row: (row.due_day, row.thing))
    ]


def _was_assigned(lien: Lien) -> bool:
    return lien.counts or (lien.state == DISPUTED and lien.before in HELD)
