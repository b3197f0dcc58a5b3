"""Who holds a receipt: for the pledgee it is pledged, for anybody else it is disputed."""

from __future__ import annotations

from core.collateral.names import one, same
from core.collateral.receipt import Receipt
from core.collateral.receipt_book import KIND, thing_of
from core.collateral.restating import Restating
from core.collateral.security import Security


def hold_for(restating: Restating, security: Security, row: Receipt) -> None:
    """Held for the pledgee where it is marked so, or endorsed to him; marked for another it is disputed."""
    lien = restating.work.liens.get(KIND, row.thing)
    if same(row.pledged_to, security.financier) or same(row.holder, security.financier):
        restating.register.tell(KIND, row.thing, "pledged")
    elif row.pledged_to and lien is not None:
        restating.register.claim(thing_of(row), lien, f"{one(row.pledged_to)}, as its issuer tells")
        restating.register.tell(KIND, row.thing, "disputed")


def who_else(security: Security, holder: str) -> bool:
    """Whether the holder is neither the pledgor nor the pledgee."""
    return not same(holder, f"{security.provider}\n{security.provider_name}")
