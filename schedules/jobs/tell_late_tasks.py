"""Tells which tasks of the workflow room are late: each at its time, and once more after as much again."""

from __future__ import annotations

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.workflow import Task, tasks_late
from schedules.job import job
from schedules.timed_hub import TimedHub

OPEN_MAX = 100_000


@job(every_s=60, catch_up="latest")
def tell_late_tasks(timed: TimedHub, slot: Slot) -> str:
    open_tasks = timed.hub.store.rows(Task, limit=OPEN_MAX, state="open")
    late = tasks_late(open_tasks, timed.now())
    timed.tell(
        [
            internal(
                "workflow.task_late.v1",
                each,
                partner="hub",
                site="",
                key=f"{each.number}/{each.turn}/{each.person}/{each.level}",
            )
            for each in late
        ]
    )
    return f"{len(late)} tasks are late" if late else ""
