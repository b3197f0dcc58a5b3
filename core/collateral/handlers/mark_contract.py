"""The clock asks for a mark of a contract, whether anything moved or not."""

from __future__ import annotations

from datetime import UTC

from core.collateral.marking import Marking
from core.collateral.messages import MarkDue
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.mark_due.v1")
def mark_contract(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(MarkDue)
    if work.contracts.get(said.contract_no) is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    marking = Marking(message, work)
    marking.mark(said.contract_no, said.at.astimezone(UTC))
    return marking.answers()
