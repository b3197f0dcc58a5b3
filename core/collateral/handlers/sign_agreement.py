"""A person records that an agreement is signed, or holds no more."""

from __future__ import annotations

from core.collateral.agreement import Agreement
from core.collateral.order_messages import AgreementSigned
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.agreement_signed.v1")
def sign_agreement(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(AgreementSigned)
    if not (work.contracts.get(said.contract_no) or work.securities.get(said.contract_no)):
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    if not said.by:
        raise Refused("an agreement is recorded by a named person", cause="collateral.agreement.no_name")
    work.agreements.put(
        Agreement(
            contract_no=said.contract_no,
            agreement=said.agreement,
            signed_at=said.signed_at,
            by=said.by,
            evidence=said.evidence,
            ended=said.ended,
        )
    )
    text = f"{said.by}: {said.agreement} of {said.contract_no} {'ended' if said.ended else 'is signed'}"
    work.unit.effect(message, kind="agreement.signed", key=f"{said.contract_no}/{said.agreement}", text=text)
    return []
