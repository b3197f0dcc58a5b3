"""Whether a chain can be published: every amount finds its way to the end, and somebody at each node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from core.kernel.errors import Refused
from core.workflow.chain import CLAIM, END, MAKER, TO_PERSON, Approvers, Chain, Node, Way, within

B = TypeVar("B", Way, Approvers)


def check_chain(chain: Chain) -> None:
    """Refused, naming node and amount, where an amount gets stuck or a node is never reached."""
    names = [node.node for node in chain.nodes]
    if len(set(names)) < len(names):
        raise _refused(chain, "two of its nodes have one name")
    for node in chain.nodes:
        _check_node(chain, node)
    reached: set[str] = set()
    # Between two bounds nothing changes: what holds at each bound holds everywhere.
    for minor in _bounds(chain):
        reached |= _walk(chain, minor)
    if lost := [name for name in names if name not in reached]:
        raise _refused(chain, f"no amount ever reaches {', '.join(lost)}")


def _check_node(chain: Chain, node: Node) -> None:
    if node.node in {END, MAKER}:
        raise _refused(chain, f"{node.node} is no name for a node: it has a meaning of its own")
    if (node.sign == "ratio") != (node.ratio_percent > 0):
        raise _refused(chain, f"{node.node}: ratio_percent is said with sign: ratio, and only there")
    if not node.deputies and (handed := TO_PERSON & set(node.verbs)):
        raise _refused(chain, f"{node.node}: {', '.join(sorted(handed))} asks for deputies")
    if CLAIM in node.verbs and node.sign != "any":
        raise _refused(chain, f"{node.node}: where one signature is not enough nobody claims it alone")
    if node.late_to_deputy and not (node.deputies and node.due_hours):
        raise _refused(chain, f"{node.node}: late_to_deputy asks for deputies and due_hours")
    for way in node.next:
        if way.to != END and chain.node(way.to) is None:
            raise _refused(chain, f"{node.node} leads to {way.to}, which is no node")
    bands: list[Way | Approvers] = [*node.next, *node.approvers]
    for band in bands:
        if band.below_minor and band.below_minor <= band.from_minor:
            raise _refused(chain, f"{node.node}: from {band.from_minor} below {band.below_minor} is nothing")


def _walk(chain: Chain, minor: int) -> set[str]:
    """The nodes this amount goes by."""
    seen: set[str] = set()
    at = chain.nodes[0].node
    while at != END:
        node = chain.node(at)
        if node is None or at in seen:
            raise _refused(chain, f"an amount of {minor} comes to {at} again and never to the end")
        seen.add(at)
        _one(chain, f"{at}: approvers", node.approvers, minor)
        at = _one(chain, f"{at}: ways", node.next, minor).to
    return seen


def _one(chain: Chain, what: str, bands: Sequence[B], minor: int) -> B:
    found = [band for band in bands if within(band, minor)]
    if len(found) != 1:
        raise _refused(chain, f"{what} for an amount of {minor} minor units: {len(found)}, it takes one")
    return found[0]


def _bounds(chain: Chain) -> list[int]:
    bands: list[Way | Approvers] = []
    for node in chain.nodes:
        bands += [*node.next, *node.approvers]
    return sorted({0} | {band.from_minor for band in bands} | {band.below_minor for band in bands})


def _refused(chain: Chain, text: str) -> Refused:
    return Refused(f"chain {chain.chain} version {chain.version}: {text}", cause="workflow.chain")
