"""What envelopes say of interchanges, of a tree that was read or of as much as can be made out of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from adapters.formats.edi.envelopes import Family
from adapters.formats.edi.leniency import PASSABLE
from core.hub.interchanges import Outline, OutlinedGroup, OutlinedMessage
from core.hub.node import Node, Reader
from core.kernel.errors import Unreadable

# The most of a file that is refused: what is wrong with it is known, who sent it is what is asked.
LENIENT = dict.fromkeys(PASSABLE.values(), "flag") | {"broken": "interchange", "structure": "ignore"}
DIGITS_MAX = 9
# The fields of an outline that the head of an interchange fills, by their names.
Said = Callable[[Node], dict[str, str]]


class Outliner:
    """Goes once through a tree. said: reads an interchange's head. answering: types and groups of answers."""

    def __init__(self, family: Family, said: Said, answering: frozenset[str]) -> None:
        self._family = family
        self._said = said
        self._answering = answering

    def of_refused(self, reader: Reader, payload: bytes, options: dict[str, str]) -> tuple[Outline, ...]:
        """The outlines of a file that its own options refuse."""
        kept = {name: options[name] for name in ("encoding", "line_breaks") if name in options}
        try:
            return self.of_tree(reader.read(payload, kept | LENIENT))
        except Unreadable:
            return ()

    def of_tree(self, tree: Node) -> tuple[Outline, ...]:
        return tuple(self._outlines(tree))

    def _outlines(self, tree: Node) -> Iterator[Outline]:
        """Each from its head to the next; messages before any head are one without."""
        head: Node | None = None
        inside: list[Node] = []
        for node in tree.children:
            if node.name == self._family.interchange.head:
                if head is not None or inside:
                    yield self._outline(head, inside)
                head, inside = node, []
            elif not node.name.startswith("@"):
                inside.append(node)
        if head is not None or inside:
            yield self._outline(head, inside)

    def _outline(self, found: Node | None, inside: list[Node]) -> Outline:
        head = found or Node(self._family.interchange.head, None, (), inside[0].at)
        digest = sha256()
        for node in (head, *inside):
            _hash(node, digest.update)
        groups = [self._group(node) for node in inside if node.name == "group"]
        alone = [self._message(node) for node in inside if node.name == "message"]
        if alone:
            groups.append(OutlinedGroup(messages=tuple(alone), stated=self._stated(inside, groups)))
        first, said = number_of(head), self._said(head)
        return Outline(
            standard=self._family.cause,
            first=first,
            last=max((_last(node) for node in inside), default=first),
            content=digest.hexdigest(),
            groups=tuple(groups),
            reference=said["reference"],
            sender=said["sender"],
            sender_scheme=said["sender_scheme"],
            receiver=said["receiver"],
            receiver_scheme=said["receiver_scheme"],
            syntax=said["syntax"],
            prepared=said.get("prepared", ""),
            test=bool(said["test"]),
        )

    def _stated(self, inside: list[Node], groups: list[OutlinedGroup]) -> int | None:
        """How many messages the foot of the interchange counts; where there are groups it counts those."""
        foot = next((node for node in inside if node.name == self._family.interchange.foot), None)
        return _count(foot) if foot is not None and not groups else None

    def _group(self, node: Node) -> OutlinedGroup:
        envelope = self._family.group
        head = next((one for one in node.children if one.name == envelope.head), Node(envelope.head))
        foot = next((one for one in node.children if one.name == envelope.foot), None)
        return OutlinedGroup(
            kind=value(head, 1),
            reference=value(head, envelope.reference),
            sender=value(head, 2),
            sender_scheme=value(head, 2, 2),
            receiver=value(head, 3),
            receiver_scheme=value(head, 3, 2),
            version=value(head, 8) if self._family.needs_group else "",
            stated=_count(foot) if foot is not None else None,
            messages=tuple(
                self._message(one, value(head, 1)) for one in node.children if one.name == "message"
            ),
        )

    def _message(self, node: Node, group: str = "") -> OutlinedMessage:
        said = {child.name: child.value or "" for child in node.children if child.name.startswith("@")}
        kind = said.get("@type", "")
        return OutlinedMessage(
            type=kind,
            reference=said.get("@reference", ""),
            first=number_of(node),
            last=_last(node),
            version=(said.get("@convention") or "") if self._family.needs_group else said.get("@version", ""),
            agency=said.get("@agency", ""),
            association=said.get("@association", ""),
            answers=kind in self._answering or group in self._answering,
        )


def value(segment: Node, element: int, component: int = 1) -> str:
    """What stands there, "" where nothing does."""
    for child in segment.children:
        if child.name == f"{element:02}":
            found = next((one.value or "" for one in child.children if one.name == str(component)), "")
            return found or (child.value or "" if component == 1 and not child.children else "")
    return ""


def number_of(node: Node) -> int:
    """The number of the segment a node begins with, counted in the file."""
    return node.at[0].first + node.at[1] if isinstance(node.at, tuple) else 0


def _last(node: Node) -> int:
    own = number_of(node)
    return max((own, *(_last(child) for child in node.children if not child.name[0].isdigit())))


def _count(foot: Node) -> int | None:
    text = value(foot, 1)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else None


def _hash(node: Node, update: Callable[[bytes], None]) -> None:
    # What describes and flags a segment is not part of what was sent.
    if not node.name.startswith("@") and node.name != "flag":
        update(f"\x1e{node.name}\x1f{node.value or ''}".encode("utf-8", "surrogatepass"))
        for child in node.children:
            _hash(child, update)
