"""Samples changed field by field: what a document needs must be missed when it is gone or blank."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple

import msgspec

from adapters import formats
from adapters.wiring.samples import Desk, Made, Sample, made_of
from core import catalogue
from core.hub.mapping import Facts, Mapping
from core.hub.mapping.coverage import Field, fields_in
from core.hub.node import Node
from core.kernel.errors import Unreadable

# Of one sample so many fields, of one mapping so many changed samples; what is over is told.
FIELDS_MAX = 300
MUTATIONS_MAX = 3_000
DROP, BLANK, SWAP = "drop", "blank", "swap"


class Mutation(NamedTuple):
    """One sample with one field gone, blank, or holding its neighbour's value."""

    kind: str
    path: str
    place: str
    tree: Node


class Survivor(NamedTuple):
    """A change that nobody noticed: which, in which sample, and what stands there nevertheless."""

    sample: str
    kind: str
    path: str
    why: str


class Tally(NamedTuple):
    """noticed: refused or flagged. changed: the document says something else. unread: nobody reads it."""

    tried: int
    noticed: int
    changed: int
    unread: int
    survivors: tuple[Survivor, ...]
    left_out: int


def mutate(desk: Desk, mapping: Path, samples: list[Sample]) -> Tally:
    """All samples that are read, in their order; the same samples give the same tally."""
    compiled = desk.mapping(mapping)
    counts = {"noticed": 0, "changed": 0, "unread": 0}
    survivors: list[Survivor] = []
    tried = left_out = 0
    for sample in samples:
        facts = desk.facts(mapping, sample.file.name)
        try:
            tree = formats.reader(compiled.format).read(sample.file.read_bytes(), compiled.options)
            before = _read(compiled, tree, facts)
        except Unreadable:
            continue
        if before is None:
            continue
        for change in mutations(tree):
            if tried >= MUTATIONS_MAX:
                left_out += 1
                continue
            tried += 1
            word, why = _judge(compiled, before, change, _read(compiled, change.tree, facts))
            if why:
                survivors.append(Survivor(sample.file.name, change.kind, change.path, why))
            else:
                counts[word] += 1
    return Tally(tried, counts["noticed"], counts["changed"], counts["unread"], tuple(survivors), left_out)


def mutations(tree: Node) -> Iterator[Mutation]:
    """The first field of each path: without it, blank, and with the value of the one behind it."""
    seen: set[str] = set()
    for at, path in _fields(tree, (), ""):
        if path in seen or len(seen) >= FIELDS_MAX:
            continue
        seen.add(path)
        node = _at(tree, at)
        yield Mutation(DROP, path, node.place, _changed(tree, at, None))
        if node.value:
            blank = Node(node.name, "", node.children, node.at, node.kind, node.namespace)
            yield Mutation(BLANK, path, node.place, _changed(tree, at, blank))
        other = _neighbour(tree, at, node)
        if other is not None:
            value = Node(node.name, other.value, node.children, node.at, other.kind, node.namespace)
            yield Mutation(SWAP, path, node.place, _changed(tree, at, value))


class _Reading(NamedTuple):
    """What a sample gave: its documents, whether anything was refused, its flags counted."""

    documents: tuple[Made, ...]
    refused: bool
    flags: int

    def count(self, field: Field) -> int:
        return sum(one == field for made in self.documents for one in fields_in(made.type, made.body))

    @property
    def bodies(self) -> list[Any]:
        return [(made.type, made.number, made.body) for made in self.documents]


def _read(mapping: Mapping, tree: Node, facts: Facts) -> _Reading | None:
    """None where all of it is refused."""
    try:
        reading = mapping.trace(tree, facts)
    except Unreadable:
        return None
    documents, refused = made_of(reading)
    return _Reading(documents, bool(refused), sum(len(made.flags) for made in documents))


def _judge(mapping: Mapping, before: _Reading, change: Mutation, after: _Reading | None) -> tuple[str, str]:
    """How the change was met, and why it survived if it did."""
    fed = _fed(before, change.place)
    if after is None or (after.refused and not before.refused) or after.flags > before.flags:
        return "noticed", ""
    if len(after.documents) < len(before.documents):
        return "noticed", ""
    if after.bodies == before.bodies:
        return ("unread", "") if not fed else ("", f"{fed[0].path} says the same without it")
    needed = [field for field in fed if field in mapping.required or is_needed(field)]
    if change.kind in (DROP, BLANK) and needed:
        gone = after.count(needed[0]) < before.count(needed[0])
        why = "what it belongs to is gone, and nothing says so" if gone else "it came from elsewhere"
        return "", f"{needed[0].path} is needed; {why}"
    return "changed", ""


def _fed(before: _Reading, place: str) -> list[Field]:
    """The canonical fields that were read from there."""
    found: dict[Field, None] = {}
    for made in before.documents:
        for path, source in made.sources.items():
            if place in source.split("; "):
                found[Field(made.type, _without_places(path))] = None
    return list(found)


def _without_places(path: str) -> str:
    return ".".join(step.partition("[")[0] for step in path.split("."))


@cache
def is_needed(field: Field) -> bool:
    """Whether the catalogue refuses what holds the field's object without it."""
    here: Any = catalogue.TYPES.get(field.type)
    needed = False
    for step in field.path.split("."):
        kind = _struct(here)
        known = {each.name: each for each in msgspec.structs.fields(kind)} if kind is not None else {}
        if step not in known:
            return needed
        needed, here = known[step].required, known[step].type
    return needed


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    """The Struct in it: without Annotated, `| None` and the tuple around it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Annotated, tuple}:
        return _struct(inner[0])
    if origin in {UnionType, typing.Union}:
        return next((_struct(each) for each in inner if each is not NoneType), None)
    return None


def _fields(node: Node, at: tuple[int, ...], above: str) -> Iterator[tuple[tuple[int, ...], str]]:
    for place, child in enumerate(node.children):
        path = f"{above}/{child.name}" if above else child.name
        if child.children:
            yield from _fields(child, (*at, place), path)
        elif child.kind not in {"fault", "null"}:
            yield (*at, place), path


def _at(tree: Node, at: tuple[int, ...]) -> Node:
    for place in at:
        tree = tree.children[place]
    return tree


def _neighbour(tree: Node, at: tuple[int, ...], node: Node) -> Node | None:
    """The next field beside it that says something else; the one before the last, of the last."""
    beside = _at(tree, at[:-1]).children
    order = (*beside[at[-1] + 1 :], *beside[: at[-1]][::-1])
    return next(
        (each for each in order if not each.children and each.value not in {None, "", node.value}), None
    )


def _changed(tree: Node, at: tuple[int, ...], put: Node | None) -> Node:
    """The tree with this node in that place, or with none."""
    place, *below = at
    inner = put if not below else _changed(tree.children[place], tuple(below), put)
    children = (*tree.children[:place], *((inner,) if inner is not None else ()), *tree.children[place + 1 :])
    return Node(tree.name, tree.value, children, tree.at, tree.kind, tree.namespace)
