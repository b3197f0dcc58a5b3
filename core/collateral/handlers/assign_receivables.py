"""Receivables are offered to a factor or pledgee, told to the debtor, and acknowledged by the debtor."""

from __future__ import annotations

from core.catalogue.factoring_assignment import FactoringAssignment
from core.collateral import assigning
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("factoring.assignment.v1")
def assign_receivables(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(FactoringAssignment)
    restating = Restating(message, work)
    if said.step == "request":
        assigning.propose(restating, said)
    elif said.step == "notice":
        assigning.notice(restating, said)
    elif said.step == "acknowledgement":
        assigning.acknowledge(restating, said)
    return restating.answers()
