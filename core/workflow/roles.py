"""Who holds which role, and so may sign or be handed what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from core.kernel.errors import Refused
from core.workflow.chain import MAKER, TO_PERSON, Node, approvers
from core.workflow.instance import Role
from core.workflow.state import State
from core.workflow.verbs import Act, Case

# What only those may do who hold a role of the node at that moment.
_DECIDES = {"approve", "reject", "return", "claim"}


class Roles(Protocol):
    """Who holds what, wherever that is read: a shelf in a unit of work, or the store behind a page."""

    def get(self, role: str, /) -> Role | None: ...


def holders(held: Roles, roles: Iterable[str]) -> tuple[str, ...]:
    """Everybody with one of the roles, in their order, each once."""
    found: dict[str, None] = {}
    for role in roles:
        row = held.get(role)
        if row is not None:
            found.update(dict.fromkeys(msgspec.json.decode(row.people, type=list[str])))
    return tuple(found)


def signers(held: Roles, case: Case, node: str, minor: int) -> tuple[str, ...]:
    """Whom the chain asks at the node for this amount."""
    desk = case.node(node)
    return holders(held, approvers(desk, minor)) if desk is not None else ()


def check_holder(held: Roles, node: Node | None, minor: int, state: State, act: Act) -> None:
    """Refused for who lost the role meanwhile, and for handing work to somebody the chain does not name."""
    if node is None or state.node == MAKER:
        return
    if act.verb in _DECIDES and act.by not in holders(held, (*approvers(node, minor), *node.deputies)):
        raise Refused(f"{act.by} holds no role that signs at {node.node} any more", cause="workflow.role")
    if act.verb in TO_PERSON and act.to not in holders(held, node.deputies):
        raise Refused(
            f"{act.to!r} may not stand in at {node.node}; who holds {', '.join(node.deputies)} may",
            cause="workflow.deputy",
        )
