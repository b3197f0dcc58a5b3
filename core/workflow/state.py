"""Where an instance stands: its node, who must sign there, who did, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from core.workflow.chain import Node

SIGNERS_MAX = 50
BEFORE, AFTER = "before", "after"


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """One who signs at the node.

    added_by, place: who added this one, and whether to sign BEFORE or AFTER; "" for those the chain asks.
    delegate: who may sign in this one's name.
    """

    person: str
    signed: bool = False
    refused: bool = False
    added_by: str = ""
    place: str = ""
    delegate: str = ""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """All that the next step depends on.

    turn: how often a node was entered. promised: the nodes to go back to, the last one first to come.
    version: how many steps changed something. claimed: who took it alone; those the chain asks beside wait.
    """

    node: str
    turn: int = 1
    version: int = 1
    outcome: str = ""
    signers: tuple[Signer, ...] = ()
    promised: tuple[str, ...] = ()
    claimed: str = ""

    def put(self, changed: Signer) -> State:
        """The signer in the place of the one of that name."""
        return self.seat(changed if each.person == changed.person else each for each in self.signers)

    def seat(self, signers: Iterable[Signer]) -> State:
        return replace(self, signers=tuple(signers))

    def signer(self, person: str) -> Signer | None:
        return next((each for each in self.signers if each.person == person), None)


def needed(node: Node | None, base: Sequence[Signer]) -> int:
    """How many of those that the chain asks must sign."""
    if node is None or node.sign == "any":
        return 1
    if node.sign == "ratio":
        return max(1, -(-len(base) * node.ratio_percent // 100))
    return len(base)


def base_done(node: Node | None, state: State) -> bool:
    base = [each for each in state.signers if not each.added_by]
    return sum(each.signed for each in base) >= needed(node, base)


def complete(node: Node | None, state: State) -> bool:
    """Enough of those the chain asks have signed, and everyone who was added."""
    return base_done(node, state) and all(each.signed for each in state.signers if each.added_by)


def ready(node: Node | None, state: State) -> tuple[Signer, ...]:
    """Those whose turn it is."""
    if state.outcome:
        return ()
    done = base_done(node, state)
    return tuple(each for each in state.signers if _is_next(each, node, state, done))


def _is_next(signer: Signer, node: Node | None, state: State, done: bool) -> bool:
    if signer.signed or signer.refused:
        return False
    if any(
        each.added_by == signer.person and each.place == BEFORE and not each.signed for each in state.signers
    ):
        return False
    if signer.place == BEFORE:
        return True
    if signer.place == AFTER:
        adder = state.signer(signer.added_by)
        return done or adder is None or adder.signed
    if state.claimed not in {"", signer.person}:
        return False
    first = next((each for each in state.signers if not each.added_by and not each.signed), None)
    return not done and (node is None or node.sign != "sequence" or first == signer)
