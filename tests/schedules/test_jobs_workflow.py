"""The clock tells of late tasks, calls another when they stay so, and is silent once they are done."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.contract_terms import Calendar
from core.workflow import (
    Approvers,
    Chain,
    ChainPublished,
    Node,
    RoleHeld,
    Task,
    TaskLate,
    Way,
    WorkflowActed,
    WorkflowStarted,
)
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

HOUR_S = 3600.0
CHAIN = Chain(
    chain="loans",
    version=1,
    name_zh="贷款",
    name_en="loans",
    subject_kind="application",
    currency="CNY",
    hours=Calendar(working="weekdays", opens="09:00", closes="17:00"),
    nodes=(
        Node(
            node="review",
            name_zh="复核",
            name_en="review",
            approvers=(Approvers(roles=("reviewer",)),),
            next=(Way(to="end"),),
            due_hours=2,
        ),
    ),
)


def begin(ticking: Ticking, chain: Chain = CHAIN) -> None:
    """It is Monday 16:00 in Shanghai: one hour is left today."""
    ticking.publish()
    ticking.tell("workflow.chain_published.v1", ChainPublished(chain=chain, publisher="li", approver="wang"))
    held = RoleHeld(role="reviewer", people=("zhao", "qian"), proposer="li", approver="wang")
    ticking.tell("workflow.role_held.v1", held)
    started = WorkflowStarted(
        number="W1", chain="loans", subject_kind="application", subject="A1", maker="mia", currency="CNY"
    )
    ticking.tell("workflow.started.v1", started)


def reminded(ticking: Ticking) -> list[int]:
    return [task.reminded for task in ticking.hub.store.rows(Task, limit=9)]


def test_a_late_task_is_told_then_escalated_and_its_alarm_ends_when_it_is_done(ticking: Ticking) -> None:
    begin(ticking)
    ticking.run("tell_late_tasks", after_s=17.9 * HOUR_S)
    assert reminded(ticking) == [0, 0], "Tuesday 9:54; nobody works at night"

    ticking.run("tell_late_tasks", after_s=0.2 * HOUR_S)
    assert reminded(ticking) == [1, 1]
    assert ticking.alerts() == []
    ticking.run("tell_late_tasks", after_s=0.2 * HOUR_S)
    assert reminded(ticking) == [1, 1], "once"

    ticking.run("tell_late_tasks", after_s=18 * HOUR_S)
    assert reminded(ticking) == [2, 2]
    assert ticking.alerts("open") == ["W01 W1/1/qian", "W01 W1/1/zhao"]

    ticking.tell("workflow.acted.v1", WorkflowActed(number="W1", version=1, verb="approve", by="zhao"))
    ticking.run("tell_late_tasks", after_s=HOUR_S)
    assert ticking.alerts("open") == []
    assert_rebuilds(ticking.hub)


def test_what_was_done_before_the_clocks_word_came_is_not_told(ticking: Ticking) -> None:
    begin(ticking)
    [task, _other] = ticking.hub.store.rows(Task, limit=9)
    assert task.due_at is not None
    ticking.tell("workflow.acted.v1", WorkflowActed(number="W1", version=1, verb="approve", by="zhao"))
    late = TaskLate(number="W1", turn=1, person=task.person, level=2, late_since=task.due_at)
    ticking.tell("workflow.task_late.v1", late)

    assert reminded(ticking) == [0, 0]
    assert ticking.alerts() == []


def test_a_deputy_has_it_when_its_time_ran_out_twice(ticking: Ticking) -> None:
    node = replace(CHAIN.nodes[0], deputies=("spare",), late_to_deputy=True)
    begin(ticking, replace(CHAIN, nodes=(node,)))
    spare = RoleHeld(role="spare", people=("sun",), proposer="li", approver="wang")
    ticking.tell("workflow.role_held.v1", spare, key="spare")
    ticking.run("tell_late_tasks", after_s=37 * HOUR_S)

    waits = {row.person for row in ticking.hub.store.rows(Task, limit=9, state="open")}
    assert waits == {"sun", "zhao"}, "of two who were late one had a deputy to go to"
    assert ticking.alerts("open") == ["W01 W1/1/zhao"]
    ticking.tell("workflow.acted.v1", WorkflowActed(number="W1", version=2, verb="approve", by="sun"))
    assert ticking.alerts("open") == []
    assert_rebuilds(ticking.hub)
