"""What a security contract secures: how much may be owed on it, and what still keeps money from it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core.collateral.goods import goods_found
from core.collateral.security_base import security_found
from core.collateral.work import CollateralWork
from core.kernel.errors import Refused


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """How a contract stands at a moment; money in minor units of `currency`.

    kind: goods_static, goods_dynamic, receipt, receivable (assigned), pledged_receivable, pool, order,
        policy, prepayment
    value_minor: of what secures it
    base_minor: what may be owed at most by it
    closed: its gates that are not open, each "word: why"
    """

    contract_no: str
    kind: str
    currency: str
    value_minor: int
    base_minor: int
    closed: tuple[str, ...]


def base_of(work: CollateralWork, contract_no: str, *, at: datetime) -> Base:
    """What the contract lends at this moment; Refused where it is not open here."""
    contract = work.contracts.get(contract_no)
    security = None if contract else work.securities.get(contract_no)
    if contract is not None:
        kind, currency, found = f"goods_{contract.mode}", contract.currency, goods_found(work, contract, at)
    elif security is not None:
        kind, currency, found = security.kind, security.currency, security_found(work, security, at)
    else:
        raise Refused(f"contract {contract_no} is not open here", cause="collateral.unknown_contract")
    return Base(
        contract_no=contract_no,
        kind=kind,
        currency=currency,
        value_minor=found.value_minor,
        base_minor=found.base_minor,
        closed=found.closed,
    )
