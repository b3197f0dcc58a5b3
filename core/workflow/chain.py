"""An approval chain: nodes, who signs at each for which amounts, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.catalogue.fields import Key, OptionalKey
from core.hub.contract_terms import Calendar
from core.kernel.money import MINOR_MAX

# Where a chain is over, and where a subject lies that was returned to who brought it.
END, MAKER = "end", "maker"
Sign = Literal["any", "all", "ratio", "sequence"]
Verb = Literal[
    "approve",
    "reject",
    "return",
    "transfer",
    "delegate",
    "add_signer",
    "remove_signer",
    "withdraw",
    "remind",
    "claim",
]
# To hand these over, somebody must be named who may have them.
TO_PERSON = {"transfer", "delegate", "add_signer"}
# Who may claim may also give it back.
CLAIM, UNCLAIM = "claim", "unclaim"
Minor = Annotated[int, Meta(ge=0, le=MINOR_MAX)]
Few = Annotated[int, Meta(ge=0, le=1_000)]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """For amounts from `from_minor` on and below `below_minor` (0: without end) a node leads to this one."""

    to: Key
    from_minor: Minor = 0
    below_minor: Minor = 0


class Approvers(msgspec.Struct, frozen=True, kw_only=True):
    """People of these roles sign amounts from `from_minor` on and below `below_minor` (0: without end)."""

    roles: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=20)]
    from_minor: Minor = 0
    below_minor: Minor = 0


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One desk of a chain.

    sign: any one, all, `ratio_percent` of them, or all in the order of their role. verbs: what may be done
    here beside approve. deputies: roles whose people may be handed the work or added. due_hours: working
    hours until it is late, 0 = never. late_to_deputy: whose time ran out twice, a deputy has the work.
    batch: it may be approved together with others, unseen one by one.
    """

    node: Key
    name_zh: Key
    name_en: Key
    approvers: Annotated[tuple[Approvers, ...], Meta(min_length=1, max_length=50)]
    next: Annotated[tuple[Way, ...], Meta(min_length=1, max_length=50)]
    sign: Sign = "any"
    ratio_percent: Annotated[int, Meta(ge=0, le=100)] = 0
    verbs: tuple[Verb, ...] = ()
    deputies: Annotated[tuple[Key, ...], Meta(max_length=20)] = ()
    due_hours: Few = 0
    late_to_deputy: bool = False
    batch: bool = False


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The nodes as they were published; the first one listed is where everything begins.

    subject_kind: of what it decides. currency: of the amounts, "" where it decides without one. hours: when
    work is done, for what is due. sign_once: whose signature leads to a
    node signs there too by that, if asked.
    """

    chain: Key
    version: Annotated[int, Meta(ge=1, le=100_000)]
    name_zh: Key
    name_en: Key
    subject_kind: Key
    currency: OptionalKey
    nodes: Annotated[tuple[Node, ...], Meta(min_length=1, max_length=100)]
    hours: Calendar = Calendar()
    sign_once: bool = False

    def node(self, name: str) -> Node | None:
        return next((each for each in self.nodes if each.node == name), None)


def within(band: Way | Approvers, minor: int) -> bool:
    return band.from_minor <= minor and (not band.below_minor or minor < band.below_minor)


def route(chain: Chain, minor: int) -> Iterator[Node]:
    """The nodes an amount goes by, in order; `check_chain` saw that it comes to an end."""
    at = chain.nodes[0].node
    for _ in chain.nodes:
        node = chain.node(at)
        if node is None:
            return
        yield node
        at = next((way.to for way in node.next if within(way, minor)), END)


def approvers(node: Node, minor: int) -> tuple[str, ...]:
    """The roles that sign this amount at the node."""
    return next((band.roles for band in node.approvers if within(band, minor)), ())
