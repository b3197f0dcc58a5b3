"""Offering a thing as security: it stands for the contract, or the answer is no and the claim is kept."""

from __future__ import annotations

from core.collateral.register import Thing
from core.collateral.restating import Restating
from core.collateral.security import Security
from core.kernel.errors import Refused


def propose_thing(restating: Restating, thing: Thing, security: Security, given: frozenset[str]) -> bool:
    """Whether it stands for the contract now."""
    if security.closed_at is not None:
        raise Refused(f"contract {security.contract_no} is closed", cause="collateral.contract_closed")
    if restating.register.propose(thing, security.contract_no, given):
        return True
    lien = restating.work.liens.get(thing.kind, thing.key)
    holder = lien.contract_no if lien else ""
    text = f"{thing.name} stands for {holder}"
    restating.refuse(security.contract_no, thing, holder, text)
    restating.touch(holder, f"{thing.name} is claimed for {security.contract_no} as well")
    return False


def register_what_is_filed(restating: Restating, contract_no: str) -> None:
    """Tells the register of each thing whether a filing of the contract covers it."""
    filings = restating.work.filings.find(contract_no=contract_no)
    for lien in restating.work.liens.find(contract_no=contract_no):
        if any(each.covers(lien.number) for each in filings):
            restating.register.tell(lien.kind, lien.thing, "registered")
        elif filings:
            restating.register.untell(lien.kind, lien.thing, "registered")
