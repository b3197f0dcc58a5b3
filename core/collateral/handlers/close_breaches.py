"""Unauthorised releases were explained: with the last one the contract is frozen no longer."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.work import CollateralWork
from core.custody import BreachesClosed
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.breaches_closed.v1")
def close_breaches(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(BreachesClosed)
    contract = work.contracts.get(said.contract_no)
    if contract is not None and contract.open_breaches:
        left = max(0, contract.open_breaches - said.count)
        since = contract.frozen_since if left else None
        work.contracts.put(replace(contract, open_breaches=left, frozen_since=since))
    return []
