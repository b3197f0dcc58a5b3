"""The loan side says that a pledgor owes what was due, or no longer does: until then nothing is released."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from core.collateral.messages import OverdueStated
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.overdue_stated.v1")
def state_overdue(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(OverdueStated)
    contract, security = work.contracts.get(said.contract_no), work.securities.get(said.contract_no)
    if contract is None and security is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    as_of = said.as_of.astimezone(UTC)
    if contract is not None:
        work.contracts.put(
            replace(contract, overdue_since=_since(contract.overdue_since, said.overdue, as_of))
        )
    elif security is not None:
        work.securities.put(
            replace(security, overdue_since=_since(security.overdue_since, said.overdue, as_of))
        )
    work.unit.effect(
        message,
        kind="overdue.stated",
        key=said.contract_no,
        text=f"{said.contract_no}: {'overdue' if said.overdue else 'nothing overdue'} as of"
        f" {as_of:%Y-%m-%d %H:%M:%SZ} {said.text}".rstrip(),
    )
    return []


def _since(known: datetime | None, overdue: bool, as_of: datetime) -> datetime | None:
    """What was told of an earlier moment than what is known ends nothing."""
    if overdue:
        return as_of if known is None else min(known, as_of)
    return None if known is not None and as_of >= known else known
