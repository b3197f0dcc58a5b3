"""An instance is started and goes its way: every act is a step of its log, and moves the task list."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.workflow.instance import Instance
from core.workflow.messages import WorkflowActed, WorkflowStarted
from core.workflow.running import STEPS_MAX, begin, running
from core.workflow.verbs import AGAIN, ESCALATE, OVERTAKE, Act
from core.workflow.work import WorkflowWork


@handles("workflow.started.v1", touches=lambda message: [(Instance, (message.body.number,))])
def start_workflow(message: Message, work: WorkflowWork) -> list[Message]:
    return begin(message, work, message.read(WorkflowStarted))


@handles("workflow.acted.v1", touches=lambda message: [(Instance, (message.body.number,))])
def act_on_workflow(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(WorkflowActed)
    instance = work.instances.get(said.number)
    if instance is None:
        raise Refused(f"there is no workflow {said.number}", cause="workflow.unknown")
    if said.version != instance.version:
        raise Refused(
            f"workflow {said.number} is at version {instance.version}, not {said.version}; look again",
            cause="workflow.version",
        )
    if instance.steps >= STEPS_MAX and said.verb != "withdraw":
        raise Refused(f"workflow {said.number} has {STEPS_MAX} steps; withdraw it", cause="workflow.steps")
    if said.verb in {ESCALATE, OVERTAKE} or said.mode == AGAIN:
        raise Refused(f"{said.verb} {said.mode} is the house's own; no person says it", cause="workflow.verb")
    act = Act(verb=said.verb, by=said.by, to=said.to, mode=said.mode, reason=said.reason)
    return running(message, work, instance).act(act)
