"""The loan room asks for a decision about an application or a draw: a chain starts, its end is answered."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.loan import ReviewAsked, ReviewEnded
from core.workflow.instance import Instance
from core.workflow.messages import WorkflowEnded, WorkflowStarted
from core.workflow.running import begin
from core.workflow.work import WorkflowWork

LOAN = "loan"


@handles("loan.review_asked.v1", touches=lambda message: [(Instance, (message.body.number,))])
def review_subject(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(ReviewAsked)
    started = WorkflowStarted(
        number=said.number,
        chain=said.chain,
        subject_kind=said.subject_kind,
        subject=said.subject,
        maker=said.maker,
        currency=said.currency,
        minor=said.minor,
    )
    return begin(message, work, started, asker=LOAN)


@handles("workflow.ended.v1", touches=lambda message: [(Instance, (message.body.number,))])
def answer_review(message: Message, work: WorkflowWork) -> list[Message]:
    """Who asked is answered; of what a person started by hand the loan room is told nothing."""
    said = message.read(WorkflowEnded)
    instance = work.instances.get(said.number)
    if instance is None or instance.asker != LOAN:
        return []
    body = ReviewEnded(
        number=said.number,
        subject_kind=said.subject_kind,
        subject=said.subject,
        outcome=said.outcome,
        by=said.by,
        reason=said.reason,
    )
    return [
        message.reply("loan.review_ended.v1", key=said.number, body=body, keys=(said.number, said.subject))
    ]
