"""Why receivables open no gate: which step none of them has taken, and what freezes the contract."""

from __future__ import annotations

from datetime import datetime

from core.collateral.calling import open_call
from core.collateral.eligible import dilution_ppm
from core.collateral.filing import not_filed
from core.collateral.lien import Lien
from core.collateral.pool import Pool, verified_too_old
from core.collateral.security import Security
from core.collateral.work import CollateralWork

STEPS = {
    "verified": "verified",
    "registered": "filed at the registry",
    "noticed": "acknowledged by its debtor after a notice of assignment",
    "confirmed": "confirmed by its debtor",
}


def shut_of_pool(work: CollateralWork, security: Security, pool: Pool, at: datetime) -> dict[str, str]:
    """Why each gate is shut; a gate is open where one receivable at least has come through all of them."""
    filings = work.filings.find(contract_no=security.contract_no)
    shut = {
        "frozen": frozen(work, security, [lien for lien, _ in pool.lives]),
        "registered": not_filed(filings, security.contract_no, security.day_of(at)) if filings else "",
    }
    known = [each for _, each in pool.lives]
    dilution = dilution_ppm(known, security.day_of(at))
    if dilution > security.dilution_stop_ppm:
        shut["frozen"] = f"a dilution of {dilution} ppm is over {security.dilution_stop_ppm}"
    if any(each.minor for each in pool.parts):
        return shut
    for word, meaning in STEPS.items():
        done = [each for lien, each in pool.lives if word in lien.facts.splitlines()]
        if not pool.lives:
            shut[word] = "no receivable is proposed"
        elif not done and not shut.get(word):
            shut[word] = f"none of {len(pool.lives)} receivables is {meaning}"
        elif word == "verified" and all(verified_too_old(security, each, at) for each in done):
            shut[word] = f"every verification is over {security.verify_days} days old"
    return shut


def frozen(work: CollateralWork, security: Security, liens: list[Lien]) -> str:
    """Why nothing new may be lent, "" where it may."""
    claimed = [each for each in liens if each.claims and each.lives]
    if claimed:
        return f"{claimed[0].kind} {claimed[0].thing} is claimed by another contract as well"
    call = open_call(work, security.contract_no)
    if call is not None:
        return f"it is called since {call.called_at:%Y-%m-%d %H:%M}Z: {call.because}"
    return "it is closed" if security.closed_at else ""
