"""A person says that a policy covers what secures a contract."""

from __future__ import annotations

from core.collateral.binding import bind
from core.collateral.closing_messages import PolicyBound
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.policy_bound.v1")
def bind_policy(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PolicyBound)
    if not (work.contracts.get(said.contract_no) or work.securities.get(said.contract_no)):
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    if not said.approver:
        raise Refused("a policy is bound by a named person", cause="collateral.policy.no_approver")
    bind(work, said.contract_no, [said.policy_no], said.approver)
    text = f"{said.approver}: policy {said.policy_no} covers {said.contract_no}"
    work.unit.effect(message, kind="policy.bound", key=f"{said.contract_no}/{said.policy_no}", text=text)
    restating = Restating(message, work)
    restating.touch(said.contract_no, text)
    return restating.answers()
