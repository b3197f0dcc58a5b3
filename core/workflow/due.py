"""What a clock asks of the workflow room: a job reads these rows, and sends the message for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.workflow.instance import OPEN, Task
from core.workflow.messages import TaskLate

# A late task is told at its time, and once more when as much time again has gone by: then it is escalated.
LEVEL_MAX = 2


def tasks_late(tasks: Iterable[Task], now: datetime) -> list[TaskLate]:
    """Open tasks whose time ran out again since they were last told: `workflow.task_late.v1` for each."""
    return [
        TaskLate(number=each.number, turn=each.turn, person=each.person, level=level, late_since=each.due_at)
        for each in tasks
        if each.state == OPEN and each.due_at is not None and (level := _level(each, now)) > each.reminded
    ]


def _level(task: Task, now: datetime) -> int:
    """How often its time has run out, 0 while it has not."""
    if task.due_at is None or now < task.due_at:
        return 0
    return 1 if now < task.due_at + (task.due_at - task.since) else LEVEL_MAX
