"""A house with people in roles and a chain of three desks, driven by messages over tables in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from core.hub.message import Message
from core.kernel.errors import Refused
from core.workflow import (
    Approvers,
    Chain,
    ChainPublished,
    ChainVersion,
    Instance,
    Node,
    RoleHeld,
    Step,
    Task,
    Way,
    WorkflowActed,
    WorkflowStarted,
    replay,
)
from core.workflow.state import State
from tests.core.rooms import Rooms, at, ordered

VERBS: Any = (
    "reject",
    "return",
    "transfer",
    "delegate",
    "add_signer",
    "remove_signer",
    "withdraw",
    "remind",
)
PEOPLE = {
    "first": ("a1", "a2"),
    "second": ("b1", "mia", "b2", "b3"),
    "third": ("c1",),
    "spare": ("s1", "s2", "s3", "a1"),
}


def a_node(name: str, to: str = "end", **more: Any) -> Node:
    said: dict[str, Any] = {
        "approvers": (Approvers(roles=(name,)),),
        "next": (Way(to=to),),
        "verbs": VERBS,
        "deputies": ("spare",),
    }
    if (said | more).get("sign", "any") == "any" and "verbs" not in more:
        said["verbs"] = (*VERBS, "claim")
    return Node(node=name, name_zh=name, name_en=name, **(said | more))


def a_chain(*nodes: Node, version: int = 1, **more: Any) -> Chain:
    said: dict[str, Any] = {"chain": "loans", "subject_kind": "application", "currency": "CNY"}
    return Chain(version=version, name_zh="贷款", name_en="loans", nodes=nodes, **(said | more))


def three(**second: Any) -> Chain:
    """first, then second signed as said, then third."""
    return a_chain(a_node("first", "second"), a_node("second", "third", **second), a_node("third"))


class Desks:
    """The room alone; whatever is told happens a second after what was told before."""

    def __init__(self, chain: Chain | None = None) -> None:
        self.rooms = Rooms("workflow")
        self.count = 0
        for role, people in PEOPLE.items():
            self.hold(role, people)
        if chain is not None:
            self.publish(chain)

    def hold(self, role: str, people: Sequence[str]) -> None:
        said = RoleHeld(role=role, people=tuple(people), proposer="li", approver="wang")
        self.tell("workflow.role_held.v1", said)

    def publish(self, chain: Chain, approver: str = "wang") -> None:
        said = ChainPublished(chain=chain, publisher="li", approver=approver)
        self.tell("workflow.chain_published.v1", said)

    def start(self, number: str = "W1", minor: int = 100, **more: Any) -> None:
        said: dict[str, Any] = {
            "chain": "loans",
            "subject_kind": "application",
            "subject": "A1",
            "currency": "CNY",
        }
        started = WorkflowStarted(number=number, maker="mia", minor=minor, **(said | more))
        self.tell("workflow.started.v1", started)

    def act(self, by: str, verb: str, to: str = "", *, number: str = "W1", **more: Any) -> list[Message]:
        """Somebody acts on what is there now, or on the version that is given."""
        seen = more.pop("version", 0) or self.instance(number).version
        said: dict[str, Any] = {"version": seen, "reason": "because"} | more
        return self.tell("workflow.acted.v1", WorkflowActed(number=number, verb=verb, by=by, to=to, **said))

    def tell(self, type_name: str, body: Any, *, when: datetime | None = None) -> list[Message]:
        self.count += 1
        moment = when or at() + timedelta(seconds=self.count)
        return self.rooms.receive(ordered(type_name, body, moment, key=str(self.count)))

    def instance(self, number: str = "W1") -> Instance:
        return self.rooms.row(Instance, number)

    def where(self, number: str = "W1") -> str:
        """The node, or how it ended."""
        instance = self.instance(number)
        return instance.outcome or instance.node

    def asked(self, number: str = "W1") -> set[str]:
        """Who has an open task."""
        return {task.person for task in self.rooms.rows(Task, number=number, state="open")}

    def replays(self, number: str = "W1") -> bool:
        """Whether the log alone tells where the instance stands."""
        instance = self.instance(number)
        row = self.rooms.row(ChainVersion, instance.chain, instance.chain_version)
        chain = msgspec.json.decode(row.body, type=Chain)
        steps = self.rooms.rows(Step, number=number)
        return replay(chain, instance, steps) == msgspec.json.decode(instance.state, type=State)


def refuses(desks: Desks, act: Callable[[], Any], why: str) -> None:
    """It is refused for that reason, and leaves nothing behind."""
    before = desks.rooms.books()
    with pytest.raises(Refused) as caught:
        act()
    assert why in str(caught.value)
    assert desks.rooms.books() == before


def begin(**second: Any) -> Desks:
    """An instance at the second desk, where b1, b2 and b3 sit."""
    desks = Desks(three(**second))
    desks.start()
    desks.act("a1", "approve")
    return desks
