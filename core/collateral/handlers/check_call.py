"""The clock asks whether a margin call was not cured in time."""

from __future__ import annotations

from datetime import UTC

from core.collateral.call_messages import CallCheckDue
from core.collateral.calling import lapse
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.call_check_due.v1")
def check_call(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(CallCheckDue)
    return lapse(message, work, said.contract_no, said.at.astimezone(UTC))
