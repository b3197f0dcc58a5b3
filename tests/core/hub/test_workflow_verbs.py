"""Every verb of the workflow room on every store: it goes its way, and what it left rebuilds."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.workflow import (
    Chain,
    ChainPublished,
    ChainTakenOut,
    ChainVersion,
    RoleHeld,
    Step,
    Task,
    WorkflowStarted,
    replay,
)
from core.workflow.state import State
from tests.core.hub.test_workflow_room import open_desks, start, step, tell
from tests.core.workflow.desks import VERBS, a_chain, a_node
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

TWO = {"proposer": "han", "approver": "shen"}
ANY_OF: Any = (*VERBS, "claim")
CHAIN = a_chain(
    a_node("first", "second", verbs=ANY_OF, batch=True),
    a_node("second", "third", sign="all", verbs=VERBS),
    a_node("third", verbs=ANY_OF),
    sign_once=True,
)
PEOPLE = {"first": ("a1", "a2"), "second": ("b1", "b2"), "third": ("b2", "c1"), "spare": ("s1", "s2", "s3")}
STARTED = WorkflowStarted(
    number="W1", chain="loans", subject_kind="application", subject="A1", maker="mia", currency="CNY"
)
ACTS = (
    ("a1", "claim"),
    ("a2", "unclaim"),
    ("a1", "return", "maker", "redo"),
    ("mia", "resubmit"),
    ("a1", "add_signer", "s1", "before"),
    ("a1", "remove_signer", "s1"),
    ("a2", "approve", "", "batch"),
    ("b1", "delegate", "s2"),
    ("b1", "add_signer", "s3", "after"),
    ("s2", "approve"),
    ("b1", "remind"),
    ("s3", "approve"),
)


def begin(world: HubWorld) -> None:
    """An instance on a chain that goes out of use at once."""
    published = ChainPublished(chain=CHAIN, publisher="han", approver="shen")
    tell(world, "workflow.chain_published.v1", published, key="loans")
    for role, names in PEOPLE.items():
        tell(world, "workflow.role_held.v1", RoleHeld(role=role, people=names, **TWO), key=role)
    tell(world, "workflow.started.v1", STARTED, key="W1")
    retired = ChainTakenOut(chain="loans", reason="merged", **TWO)
    tell(world, "workflow.chain_retired.v1", retired, key="loans")


def test_every_verb_goes_its_way_on_every_store_and_rebuilds(world: HubWorld) -> None:
    begin(world)
    for act in ACTS:
        assert not step(world, *act).outcome
    ended = step(world, "b2", "approve")

    assert (ended.outcome, ended.node) == ("approved", "third"), "b2 signs at both by one hand"
    steps = world.store.rows(Step, limit=99, number="W1")
    assert [each.mode for each in steps][-1] == "again"
    row = world.store.get(ChainVersion, "loans", 1)
    assert row is not None
    played = replay(msgspec.json.decode(row.body, type=Chain), ended, steps)
    assert played == msgspec.json.decode(ended.state, type=State)
    assert not world.failures()
    tell(world, "workflow.started.v1", msgspec.structs.replace(STARTED, number="W2"), key="W2")
    assert [failure.cause for failure in world.failures()] == ["workflow.retired"]
    assert_rebuilds(world)


@pytest.mark.parametrize("verb", ["reject", "transfer", "withdraw"])
def test_what_ends_it_or_hands_it_on_does_so_on_every_store(world: HubWorld, verb: str) -> None:
    open_desks(world)
    tell(
        world,
        "workflow.role_held.v1",
        RoleHeld(role="deputy_reviewer", people=("xu",), proposer="han", approver="shen"),
        key="deputy",
    )
    start(world, "W1")
    after = step(world, "mia" if verb == "withdraw" else "zhao", verb, "xu" if verb == "transfer" else "")

    assert after.outcome == {"reject": "rejected", "transfer": "", "withdraw": "withdrawn"}[verb]
    waits = {task.person for task in world.store.rows(Task, limit=9, state="open")}
    assert waits == ({"xu", "qian"} if verb == "transfer" else set())
    assert_rebuilds(world)
