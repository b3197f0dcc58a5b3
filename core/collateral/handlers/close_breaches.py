"""Unauthorised releases were explained: with the last one the contract is frozen no longer."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from core.collateral.contract import Contract
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
        since = _frozen_still(work, contract) if left else None
        work.contracts.put(replace(contract, open_breaches=left, frozen_since=since))
    return []


def _frozen_still(work: CollateralWork, contract: Contract) -> datetime | None:
    """Since the oldest departure that is open still, at whatever site; the contract is locked by now.

    One of before frozen_since is not the contract's: it was there before the contract was opened here.
    """
    since = contract.frozen_since
    rest = work.breaches.find(contract_no=contract.contract_no, open=True)
    return min((one.event_time for one in rest if since is None or one.event_time >= since), default=since)
