"""What a chain decides about has gone another way: the chain ends, and nobody is asked any more."""

from __future__ import annotations

from core.catalogue.finance_status import FinanceStatus
from core.hub.handling import handles
from core.hub.message import Message
from core.loan import chain_of
from core.workflow.handlers.review_subject import LOAN
from core.workflow.instance import Instance
from core.workflow.running import running
from core.workflow.verbs import OVERTAKE, Act
from core.workflow.work import WorkflowWork

# How the loan room's status calls what a chain may be about.
_KINDS = {"application": "application", "drawdown": "draw"}
HOUSE = "house"


@handles("finance.status.v1")
def drop_review(message: Message, work: WorkflowWork) -> list[Message]:
    """Not by what the status says, for anybody may send one, but by what the loan room's rows wait for."""
    said = message.read(FinanceStatus)
    kind = _KINDS.get(said.about)
    if kind is None:
        return []
    if kind == "draw" and _never_reviewed(work, said.number):
        return []
    made: list[Message] = []
    for instance in work.instances.find(subject_kind=kind, subject=said.number):
        if instance.asker == LOAN and not instance.outcome and not _waited_for(work, instance):
            reason = f"{kind} {said.number} is {said.state}"
            made += running(message, work, instance).act(Act(verb=OVERTAKE, by=HOUSE, reason=reason))
    return made


def _never_reviewed(work: WorkflowWork, number: str) -> bool:
    """Of a draw that the rules have not let through yet no chain was ever asked: nothing is looked for.

    Nor where its product names none, for the loan room alone asks.
    """
    loan = work.loans.get(number)
    return loan is not None and (not loan.verdict or not chain_of(work.products, loan))


def _waited_for(work: WorkflowWork, instance: Instance) -> bool:
    if instance.subject_kind == "draw":
        loan = work.loans.get(instance.subject)
        return loan is not None and (loan.decision, loan.state) == (instance.number, "PRE_OCCUPIED")
    application = work.applications.get(instance.subject)
    return application is not None and (application.review, application.state) == (
        instance.number,
        "IN_REVIEW",
    )
