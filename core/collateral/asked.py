"""Which gates a contract answers for: whoever needs one that it does not must not take silence for open."""

from __future__ import annotations

from core.collateral.gates import needed
from core.collateral.work import CollateralWork


def gates_asked(work: CollateralWork, contract_no: str) -> frozenset[str]:
    """The words of its gates; none of a contract that is not open here."""
    contract, security = work.contracts.get(contract_no), work.securities.get(contract_no)
    if contract is not None:
        return frozenset(needed(f"goods_{contract.mode}", contract.gates))
    return frozenset(needed(security.kind, security.gates)) if security is not None else frozenset()
