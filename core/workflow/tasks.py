"""The task list follows the state: open for those whose turn it is, done for all others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from core.hub.business_clock import BusinessClock
from core.hub.contract_terms import Calendar
from core.workflow.chain import CLAIM, Node
from core.workflow.instance import DONE, OPEN, Task
from core.workflow.state import State, ready
from core.workflow.work import WorkflowWork

# The room's own alert code, as the C codes are the business's: a task whose time ran out twice.
TASK_LATE = "W01"


class _Told:
    """Holidays are told with the chain or not known: what is booked is the same on every replay."""

    def works(self, day: date) -> bool | None:
        return None


def due_at(hours: Calendar, node: Node | None, since: datetime) -> datetime | None:
    """When the node's working hours are over; None where it has none, or a holiday is not known."""
    if node is None or not node.due_hours:
        return None
    return BusinessClock(hours, _Told()).ahead(since, node.due_hours * 3600)


def late_object(task: Task) -> str:
    """What the alarm about a late task is about."""
    return f"{task.number}/{task.turn}/{task.person}"


class TaskList:
    """The tasks of one instance, at the moment of a step."""

    def __init__(self, work: WorkflowWork, number: str, at: datetime) -> None:
        self._tasks = work.tasks
        self._number = number
        self._at = at

    def follow(self, state: State, node: Node | None, due: datetime | None) -> list[Task]:
        """Opens and closes tasks as the state has it; gives those that were closed."""
        wanted = dict(_people(node, state))
        closed: list[Task] = []
        for task in self._tasks.find(number=self._number, state=OPEN):
            if task.turn == state.turn and wanted.get(task.person) == task.on_behalf:
                del wanted[task.person]
            else:
                self._tasks.put(replace(task, state=DONE))
                closed.append(task)
        for person, on_behalf in wanted.items():
            old = self._tasks.get(self._number, state.turn, person)
            if old is not None and node is not None and CLAIM in node.verbs:
                # Who gives back what was claimed gives nobody more time.
                self._tasks.put(replace(old, state=OPEN, on_behalf=on_behalf, reminded=0))
            else:
                self._open(state, person, on_behalf, due)
        return closed

    def _open(self, state: State, person: str, on_behalf: str, due: datetime | None) -> None:
        self._tasks.put(
            Task(
                number=self._number,
                turn=state.turn,
                person=person,
                node=state.node,
                state=OPEN,
                since=self._at,
                due_at=due,
                on_behalf=on_behalf,
            )
        )


def _people(node: Node | None, state: State) -> Iterator[tuple[str, str]]:
    """Who may sign now, and for whom."""
    for signer in ready(node, state):
        yield signer.person, ""
        if signer.delegate:
            yield signer.delegate, signer.person
