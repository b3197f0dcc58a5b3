"""A person approves new terms for one kind of goods: the only way to value above the approved price (T7)."""

from __future__ import annotations

from core.collateral.marking import Marking
from core.collateral.messages import TermsApproved
from core.collateral.opening import terms_of
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.terms_approved.v1")
def approve_terms(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(TermsApproved)
    if work.contracts.get(said.contract_no) is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    if not said.approver:
        raise Refused("terms are approved by a named person", cause="collateral.terms.no_approver")
    terms = terms_of(said.contract_no, said.item)
    work.terms.put(terms)
    work.unit.effect(
        message,
        kind="terms.approved",
        key=f"{said.contract_no}/{terms.sku}",
        text=f"{said.approver} approves {said.item.approved_price} per {terms.unit} of {terms.sku} for"
        f" {said.contract_no}: {said.reason}",
    )
    marking = Marking(message, work)
    marking.alarms.calm("C07", f"{said.contract_no}/{terms.sku}", f"{terms.sku} has terms now")
    marking.mark(said.contract_no, message.event_time)
    return marking.answers()
