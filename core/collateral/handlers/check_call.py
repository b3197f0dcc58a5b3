"""The clock asks whether a margin call was cured in time; if not, what secures it may be sold."""

from __future__ import annotations

from datetime import UTC

from core.collateral.call_messages import CallCheckDue
from core.collateral.calling import lapse
from core.collateral.marking import Marking
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.call_check_due.v1")
def check_call(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(CallCheckDue)
    at = said.at.astimezone(UTC)
    lapsed = lapse(message, work, said.contract_no, at)
    marking = Marking(message, work)
    if lapsed:
        # A pledge of goods goes to its last level by its mark.
        marking.mark(said.contract_no, at)
    return [*lapsed, *marking.answers()]
