"""The rules refer what is out to a desk: a chain starts, and ends where the finding is gone."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.loan import FindingReferred
from core.workflow.handlers.drop_review import HOUSE
from core.workflow.handlers.review_subject import LOAN
from core.workflow.instance import Instance
from core.workflow.messages import WorkflowStarted
from core.workflow.running import begin, running
from core.workflow.verbs import OVERTAKE, Act
from core.workflow.work import WorkflowWork

FACILITY = "facility"


@handles("loan.finding_referred.v1", touches=lambda message: [(Instance, (message.body.number,))], later=True)
def review_finding(message: Message, work: WorkflowWork) -> list[Message]:
    """In a unit of work of its own: a chain that nobody published keeps no finding from being kept."""
    said = message.read(FindingReferred)
    instance = work.instances.get(said.number)
    if not said.stands:
        if instance is None or instance.outcome:
            return []
        act = Act(verb=OVERTAKE, by=HOUSE, reason="the finding is gone")
        return running(message, work, instance).act(act)
    if instance is not None:
        return []
    started = WorkflowStarted(
        number=said.number,
        chain=said.chain,
        subject_kind=FACILITY,
        subject=said.facility_no,
        maker=said.maker,
        currency=said.currency,
        minor=said.minor,
    )
    return begin(message, work, started, asker=LOAN)
