"""The workflow room in a hub: chains that ship, two people at once, and a log that rebuilds everywhere."""

from __future__ import annotations

import msgspec

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.hub.intake import store_arrivals
from core.hub.notices import internal
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
