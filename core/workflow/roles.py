"""Who holds which role, and so may sign or be handed what."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from core.kernel.errors import Refused
from core.workflow.chain import MAKER, TO_PERSON, Node, approvers
from core.workflow.state import State
from core.workflow.verbs import Act, Case
from core.workflow.work import WorkflowWork

# What only those may do who hold a role of the node at that moment.
_DECIDES = {"approve", "reject", "return", "claim"}


def holders(work: WorkflowWork, roles: Iterable[str]) -> tuple[str, ...]:
    """Everybody with one of the roles, in their order, each once."""
    found: dict[str, None] = {}
    for role in roles:
        row = work.roles.get(role)
        if row is not None:
            found.update(dict.fromkeys(msgspec.json.decode(row.people, type=list[str])))
    return tuple(found)


def signers(work: WorkflowWork, case: Case, node: str, minor: int) -> tuple[str, ...]:
    """Whom the chain asks at the node for this amount."""
    desk = case.node(node)
    return holders(work, approvers(desk, minor)) if desk is not None else ()


def check_holder(work: WorkflowWork, node: Node | None, minor: int, state: State, act: Act) -> None:
    """Refused for who lost the role meanwhile, and for handing work to somebody the chain does not name."""
    if node is None or state.node == MAKER:
        return
    if act.verb in _DECIDES and act.by not in holders(work, (*approvers(node, minor), *node.deputies)):
        raise Refused(f"{act.by} holds no role that signs at {node.node} any more", cause="workflow.role")
    if act.verb in TO_PERSON and act.to not in holders(work, node.deputies):
        raise Refused(
            f"{act.to!r} may not stand in at {node.node}; who holds {', '.join(node.deputies)} may",
            cause="workflow.deputy",
        )
