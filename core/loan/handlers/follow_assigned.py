"""Something was told of what is assigned under a contract: its debtors' lines follow (T3)."""

from __future__ import annotations

from core.collateral import AssignedStated
from core.hub.handling import handles
from core.hub.message import Message
from core.loan.assigned import follow_assigned
from core.loan.work import LoanWork


@handles("collateral.assigned_stated.v1")
def follow_what_is_assigned(message: Message, work: LoanWork) -> list[Message]:
    return follow_assigned(message, work, message.read(AssignedStated).contract_no)
