"""An unauthorised release was explained: with the last one the contract is frozen no longer."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.work import CollateralWork
from core.custody import BreachClosed
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.breach_closed.v1")
def close_breach(message: Message, work: CollateralWork) -> list[Message]:
    contract = work.contracts.get(message.read(BreachClosed).contract_no)
    if contract is not None and contract.open_breaches:
        left = contract.open_breaches - 1
        since = contract.frozen_since if left else None
        work.contracts.put(replace(contract, open_breaches=left, frozen_since=since))
    return []
