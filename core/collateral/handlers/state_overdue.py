"""The loan side says that a pledgor owes what was due, or no longer does: until then nothing is released."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.collateral.messages import OverdueStated
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.overdue_stated.v1")
def state_overdue(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(OverdueStated)
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    as_of = said.as_of.astimezone(UTC)
    since = contract.overdue_since
    if said.overdue:
        since = as_of if since is None else min(since, as_of)
    elif since is not None and as_of >= since:
        since = None
    work.contracts.put(replace(contract, overdue_since=since))
    work.unit.effect(
        message,
        kind="overdue.stated",
        key=said.contract_no,
        text=f"{said.contract_no}: {'overdue' if said.overdue else 'nothing overdue'} as of"
        f" {as_of:%Y-%m-%d %H:%M:%SZ} {said.text}".rstrip(),
    )
    return []
