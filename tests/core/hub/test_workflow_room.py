"""The workflow room in a hub: chains that ship, two people at once, and a log that rebuilds everywhere."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa

from adapters.calendar.china import ChinaHolidays
from adapters.database.store import DatabaseStore
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.loan import ReviewAsked
from core.workflow import (
    Chain,
    ChainPublished,
    ChainVersion,
    Instance,
    RoleHeld,
    Step,
    Task,
    WorkflowActed,
    WorkflowStarted,
    replay,
)
from core.workflow.state import State
from tests.contracts.stores import KINDS
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

ROLES = {"reviewer": ("zhao", "qian"), "risk_officer": ("sun", "li"), "manager": ("zhou", "wu")}


def tell(world: HubWorld, type_name: str, *bodies: msgspec.Struct, key: str = "") -> None:
    """What the house says, all at once; it is handled before this returns."""
    with world.store.unit() as unit:
        arriving = [internal(type_name, body, partner="hub", site="", key=key) for body in bodies]
        store_arrivals(unit, world.blobs, arriving)
    world.work()


def open_desks(world: HubWorld) -> None:
    for path in sorted(SHIPPED.glob("*.yaml")):
        chain = read_chain(path, ChinaHolidays(), this_year=2026)
        said = ChainPublished(chain=chain, publisher="han", approver="shen")
        tell(world, "workflow.chain_published.v1", said, key=chain.chain)
    for role, people in ROLES.items():
        held = RoleHeld(role=role, people=people, proposer="han", approver="shen")
        tell(world, "workflow.role_held.v1", held, key=role)


def start(world: HubWorld, number: str) -> None:
    said = WorkflowStarted(
        number=number,
        chain="application",
        subject_kind="application",
        subject="A1",
        maker="mia",
        currency="CNY",
        minor=150_000_000,
    )
    tell(world, "workflow.started.v1", said, key=number)


def acted(version: int, by: str, verb: str = "approve", **more: str) -> WorkflowActed:
    return WorkflowActed(number="W1", version=version, verb=verb, by=by, reason="because", **more)


def test_an_application_goes_through_its_desks_and_rebuilds_byte_for_byte(world: HubWorld) -> None:
    open_desks(world)
    start(world, "W1")
    for act in (
        acted(1, "zhao", "return", to="maker", mode="redo"),
        acted(2, "mia", "resubmit"),
        acted(3, "qian"),
        acted(4, "li"),
        acted(5, "sun"),
        acted(6, "zhou", "remind"),
        acted(6, "zhou"),
        acted(7, "wu"),
    ):
        tell(world, "workflow.acted.v1", act)

    assert not world.failures()
    instance = world.store.get(Instance, "W1")
    assert instance is not None
    assert (instance.outcome, instance.version, instance.steps) == ("approved", 8, 9)
    assert world.store.rows(Task, limit=9, state="open") == []
    row = world.store.get(ChainVersion, "application", 1)
    assert row is not None
    played = replay(
        msgspec.json.decode(row.body, type=Chain), instance, world.store.rows(Step, limit=99, number="W1")
    )
    assert played == msgspec.json.decode(instance.state, type=State)
    assert_rebuilds(world)


def test_of_two_who_decide_at_once_one_wins_and_the_other_changes_nothing(world: HubWorld) -> None:
    open_desks(world)
    start(world, "W1")
    tell(world, "workflow.acted.v1", acted(1, "zhao"), acted(1, "qian", "reject"))
    tell(world, "workflow.acted.v1", acted(1, "zhao"))

    assert [failure.cause for failure in world.failures()] == ["workflow.version"]
    instance = world.store.get(Instance, "W1")
    assert instance is not None
    assert (instance.node, instance.outcome, instance.version, instance.steps) == ("risk", "", 2, 2)
    assert {task.person for task in world.store.rows(Task, limit=9, state="open")} == {"sun", "li"}
    assert_rebuilds(world)


def test_tasks_are_due_in_working_hours(world: HubWorld) -> None:
    open_desks(world)
    start(world, "W1")

    [task, _other] = world.store.rows(Task, limit=9, state="open")
    assert task.due_at is not None
    assert f"{task.since:%a %H:%M} {task.due_at:%a %H:%M}" == "Mon 08:00 Tue 07:30", "UTC; closed at 17:30"


def step(world: HubWorld, by: str, verb: str, to: str = "", mode: str = "") -> Instance:
    """Somebody acts on what is there now."""
    now = world.store.get(Instance, "W1")
    assert now is not None
    said = acted(now.version, by, verb, to=to, mode=mode)
    tell(world, "workflow.acted.v1", said, key=f"{now.steps}")
    after = world.store.get(Instance, "W1")
    assert after is not None
    assert after.steps > now.steps, world.failures()
    return after


def test_a_review_is_answered_in_the_unit_of_work_that_ends_it(world: HubWorld) -> None:
    open_desks(world)
    asked = ReviewAsked(
        number="W1",
        chain="application",
        subject_kind="application",
        subject="A1",
        maker="mia",
        currency="CNY",
        minor=150_000_000,
    )
    tell(world, "loan.review_asked.v1", asked, key="W1")
    step(world, "zhao", "approve")
    step(world, "sun", "reject")

    [answer] = world.documents("loan.review_ended.v1")
    assert answer.key == "W1"
    assert_rebuilds(world)


@pytest.mark.parametrize("world", KINDS[1:], indirect=True)
def test_the_database_refuses_to_change_or_delete_a_step(world: HubWorld) -> None:
    assert isinstance(world.store, DatabaseStore)
    open_desks(world)
    start(world, "W1")
    before = world.store.rows(Step, limit=9)
    assert before

    for statement in ("UPDATE workflow_step SET reason = 'x'", "DELETE FROM workflow_step"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="append-only; a step is followed by another"),
            world.store.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
    assert world.store.rows(Step, limit=9) == before
