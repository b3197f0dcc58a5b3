"""A task is late: it is told; when its time has run out a second time a deputy has it, or an alarm calls."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.alerts import AlertRaised, raise_alert
from core.hub.handling import handles
from core.hub.message import Message
from core.workflow.due import LEVEL_MAX
from core.workflow.instance import OPEN, Instance, Task
from core.workflow.messages import TaskLate
from core.workflow.roles import holders
from core.workflow.running import STEPS_MAX, running
from core.workflow.tasks import TASK_LATE, late_object
from core.workflow.verbs import ESCALATE, Act
from core.workflow.work import WorkflowWork


@handles(
    "workflow.task_late.v1",
    touches=lambda message: [
        (Instance, (message.body.number,)),
        (Task, (message.body.number, message.body.turn, message.body.person)),
    ],
)
def tell_late(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(TaskLate)
    task = work.tasks.get(said.number, said.turn, said.person)
    # Done meanwhile, or told before: the clock only saw what was stored when it looked.
    if task is None or task.state != OPEN or task.reminded >= said.level:
        return []
    work.tasks.put(replace(task, reminded=said.level))
    text = f"{said.number} waits at {task.node} for {said.person} since {task.since:%Y-%m-%d %H:%M} UTC"
    work.unit.effect(
        message, kind="task.late", key=f"{said.number}/{said.turn}/{said.person}/{said.level}", text=text
    )
    if said.level < LEVEL_MAX:
        return []
    moved = _to_deputy(message, work, task)
    if moved is not None:
        return moved
    alert = AlertRaised(
        code=TASK_LATE,
        severity="medium",
        object=late_object(task),
        text=text,
        action="ask why, or have the task transferred or delegated",
    )
    return [raise_alert(message, alert)]


def _to_deputy(message: Message, work: WorkflowWork, task: Task) -> list[Message] | None:
    """What follows from a deputy's having it now; None where the chain names none, or none is free."""
    instance = work.instances.get(task.number)
    # Who stands in by delegation has no seat to give up: the one who delegated is late too.
    if instance is None or task.on_behalf or instance.steps >= STEPS_MAX:
        return None
    here = running(message, work, instance)
    node, state = here.case.node(instance.node), here.state
    if node is None or not node.late_to_deputy:
        return None
    # Who had it in this round and let it lie does not get it again.
    had = {each.person for each in work.tasks.find(number=task.number) if each.turn == task.turn}
    sitting = {name for each in state.signers for name in (each.person, each.delegate)}
    taken = had | sitting | {instance.maker}
    free = next((each for each in holders(work.roles, node.deputies) if each not in taken), None)
    if free is None:
        return None
    reason = f"late since {task.due_at:%Y-%m-%d %H:%M} UTC" if task.due_at is not None else "late"
    return here.act(Act(verb=ESCALATE, by=task.person, to=free, reason=reason))
