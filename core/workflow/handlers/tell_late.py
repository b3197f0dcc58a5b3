"""A task is late: it is told, and when its time has run out a second time an alarm calls another."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.alerts import AlertRaised, raise_alert
from core.hub.handling import handles
from core.hub.message import Message
from core.workflow.due import LEVEL_MAX
from core.workflow.instance import OPEN, Task
from core.workflow.messages import TaskLate
from core.workflow.tasks import TASK_LATE, late_object
from core.workflow.work import WorkflowWork


@handles(
    "workflow.task_late.v1",
    touches=lambda message: [(Task, (message.body.number, message.body.turn, message.body.person))],
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
    alert = AlertRaised(
        code=TASK_LATE,
        severity="medium",
        object=late_object(task),
        text=text,
        action="ask why, or have the task transferred or delegated",
    )
    return [raise_alert(message, alert)]
