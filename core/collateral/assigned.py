"""Which invoices stand assigned under a contract, and what each debtor has still to pay on them."""

from __future__ import annotations

from typing import NamedTuple

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
    """Those that secure money now, the first due first; none where the contract buys no receivables.

    One that is void, disputed, or gone back to its seller is not among them, one that lends nothing is: its
    debtor owes it to us all the same.
    """
    security = work.securities.get(contract_no)
    if security is None or security.kind != RECEIVABLE:
        return []
    held = {lien.thing for lien in work.liens.find(contract_no=contract_no) if lien.counts}
    rows = [
        row
        for row in work.receivables.find(contract_no=contract_no)
        if row.thing in held and not row.status and row.open_minor
    ]
    return [
        AssignedInvoice(row.thing, row.invoice_no, row.buyer, row.currency, row.open_minor)
        for row in sorted(rows, key=lambda row: (row.due_day, row.thing))
    ]
