"""Reading a prepayment's contract and amounts, refused where they are none."""

from __future__ import annotations

from core.catalogue.parts import Amount
from core.collateral.security import PREPAYMENT, Security
from core.collateral.work import CollateralWork
from core.kernel.errors import Refused
from core.kernel.money import Money


def prepayment_of(work: CollateralWork, contract_no: str) -> Security:
    """The contract; Refused where it is none of a prepayment."""
    security = work.securities.get(contract_no)
    if security is None or security.kind != PREPAYMENT:
        raise Refused(f"{contract_no} is no prepayment open here", cause="collateral.unknown_contract")
    return security


def minor_of(security: Security, amount: Amount) -> int:
    """Minor units; Refused below 0 or in another currency than the contract's."""
    if amount.currency != security.currency or amount.amount < 0:
        raise Refused(
            f"{amount.amount} {amount.currency}; {security.contract_no} is in {security.currency}, from 0 up",
            cause="collateral.currency",
        )
    return Money.of(amount.amount, amount.currency).minor
