"""Receivables leave a contract: bought back by the seller, paid off, or replaced by others."""

from __future__ import annotations

from core.collateral.restating import Restating
from core.collateral.security_base import security_found
from core.collateral.security_messages import Reassigned
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.reassigned.v1", instruction=True)
def give_back(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(Reassigned)
    security = work.securities.get(said.contract_no)
    if security is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    if not said.approver:
        raise Refused("things are given back by a named person", cause="collateral.release.no_approver")
    restating = Restating(message, work)
    for thing in said.things:
        lien = _lien(work, said, thing)
        if not restating.register.tell(lien[0], lien[1], said.how):
            raise Refused(f"{thing} cannot be {said.how} now", cause="collateral.release.state")
        text = f"{said.approver}: {thing} is {said.how} from {said.contract_no}; {said.reason}"
        work.unit.effect(message, kind="thing.given_back", key=thing, text=text)
    left = security_found(work, security, restating.at).base_minor
    # A buy-back is paid for when it is demanded: the loan side takes the money, and says what is owed then.
    if said.how != "reassigned" and left < security.exposure_minor:
        raise Refused(
            f"without them {said.contract_no} secures {left} minor units of {security.currency} and owes"
            f" {security.exposure_minor}: repay {security.exposure_minor - left} or add others first",
            cause="collateral.cover.short",
        )
    restating.touch(said.contract_no, f"{len(said.things)} things are {said.how}")
    return restating.answers()


def _lien(work: CollateralWork, said: Reassigned, thing: str) -> tuple[str, str]:
    """The thing's kind and key; Refused where it does not stand for this contract."""
    for lien in work.liens.find(contract_no=said.contract_no):
        if lien.thing == thing and lien.lives:
            return lien.kind, lien.thing
    raise Refused(f"{thing} does not stand for {said.contract_no}", cause="collateral.unknown_thing")
