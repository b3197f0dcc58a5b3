"""Which policies cover what secures a contract, and whether they do now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.collateral.contract import Contract
from core.collateral.insurance import BoundPolicy, Insurance, uninsured
from core.collateral.names import plain
from core.collateral.security import Security
from core.collateral.work import CollateralWork


def bind(work: CollateralWork, contract_no: str, policies: Iterable[str], by: str = "") -> None:
    """From now on these policies count for the contract."""
    for policy_no in policies:
        if work.bound_policies.get(contract_no, policy_no) is None:
            work.bound_policies.put(BoundPolicy(contract_no=contract_no, policy_no=policy_no, bound_by=by))


def insurances_of(work: CollateralWork, contract_no: str) -> list[Insurance]:
    """All that insurers said on the contract's policies."""
    bound = work.bound_policies.find(contract_no=contract_no)
    return [row for each in bound for row in work.insurances.find(policy_no=each.policy_no)]


def not_insured(work: CollateralWork, contract: Contract | Security, at: datetime) -> str:
    """Why nothing covers the contract at this moment, "" where something does."""
    financier = plain(contract.pledgee) if isinstance(contract, Contract) else contract.financier
    rows = insurances_of(work, contract.contract_no)
    needs = (contract.exposure_minor, contract.currency)
    return uninsured(rows, financier, contract.day_of(at), needs)
