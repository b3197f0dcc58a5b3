"""Who a document is: issuer, type, number, revision or as-of, from the canonical body or said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from core.hub.mapping.bounds import KEY_LENGTH_MAX, bounded
from core.hub.mapping.fields import compile_field
from core.hub.mapping.functions import text
from core.hub.mapping.kit import Get
from core.hub.mapping.level import Level
from core.hub.mapping.scope import Scope
from core.hub.mapping.sheet import Sheet, unknown
from core.hub.node import Node
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Unreadable

_REVISIONS = ("revision", "as of", "content")
# A value for identity or search, from the canonical body and the scope it was made in.
Say = Callable[[Scope, dict[str, Any]], str]


class Identity(NamedTuple):
    issuer: Say
    number: Say
    revision: Say


def compile_identity(node: Node, level: Level, names: frozenset[str]) -> Identity:
    """names: the fields of the body. Number and one of revision, as of or content are mandatory."""
    sheet = Sheet(node, {"number", "issuer", "about", *_REVISIONS}, level.kit.faults)
    given = [word for word in _REVISIONS if word in sheet]
    if "number" not in sheet or len(given) != 1:
        sheet.faults.add(
            node,
            "an identity is a `number` and one of `revision`, `as of`, or `content: true` where the source "
            "names neither",
        )
        return Identity(_nothing, _nothing, _nothing)
    issuer = _said(sheet.words["issuer"], level, names) if "issuer" in sheet else _issuer
    if given == ["content"]:
        if not sheet.flag("content"):
            sheet.faults.add(sheet.words["content"], "say `content: true`")
        return Identity(issuer, _said(sheet.words["number"], level, names), _content)
    revision = _said(sheet.words[given[0]], level, names)
    return Identity(issuer, _said(sheet.words["number"], level, names), revision)


def canonical_values(body: Any, path: str) -> Iterator[str]:
    """The texts at a path of the canonical body; lists are gone through."""
    name, _, rest = path.partition(".")
    if isinstance(body, list):
        for item in body:
            yield from canonical_values(item, path)
    elif isinstance(body, dict):
        if name in body:
            yield from canonical_values(body[name], rest)
    elif not path and body is not None:
        yield text(body) if not isinstance(body, int) or isinstance(body, bool) else str(body)


def first_text(path: str) -> Callable[[dict[str, Any]], str]:
    """The first text at a path of the canonical body, "" where there is none."""
    name, _, rest = path.partition(".")

    def first(body: dict[str, Any]) -> str:
        value = body.get(name)
        if value.__class__ is str and not rest:
            return str(value)
        return next(canonical_values(body, path), "")

    return first


def canonical_path(node: Node, said: str, level: Level, names: frozenset[str]) -> str:
    """A path into the canonical body; a fault of the mapping if its first field is not made."""
    if said.partition(".")[0] not in names:
        level.kit.faults.add(node, unknown("field of this document", said.partition(".")[0], names))
    return said


def _said(node: Node, level: Level, names: frozenset[str]) -> Say:
    """A canonical path, or a field of its own such as {fact: name, after: stock_}."""
    if node.kind == "object":
        own = level.inner(f"identity {node.name}", level.base, level.variables)
        return _of_source(compile_field(node, own), level, node)
    path = canonical_path(node, node.value or "", level, names)
    cause = level.kit.cause(node, "identity")
    spot = level.kit.faults.spot(node)
    check = bounded(f"{node.name} of the document", level.kit.cause(node, "too_long"), spot)
    first = first_text(path)

    def say(scope: Scope, body: dict[str, Any]) -> str:
        value = body.get(path)
        said: str = value if value.__class__ is str else first(body)
        if not said or said.isspace():
            raise _unnamed(node.name, path, cause, spot, scope)
        if len(said) > KEY_LENGTH_MAX:
            check(said, scope)
        return said

    return say


def _of_source(get: Get, level: Level, node: Node) -> Say:
    cause = level.kit.cause(node, "identity")
    spot = level.kit.faults.spot(node)
    check = bounded(f"{node.name} of the document", level.kit.cause(node, "too_long"), spot)

    def say(scope: Scope, _body: dict[str, Any]) -> str:
        value = get(scope)
        if value is None:
            raise _unnamed(node.name, "its source", cause, spot, scope)
        said = str(value) if isinstance(value, int) else text(value)
        check(said, scope)
        return said

    return say


def _unnamed(word: str, where: str, cause: str, spot: str, scope: Scope) -> Unreadable:
    return Unreadable(
        f"the document has no {word}: nothing at {where}; a document without identity cannot be told from "
        f"another, so send it or choose another at {spot}",
        cause=cause,
        place=scope.node.place,
    )


def _issuer(scope: Scope, _body: dict[str, Any]) -> str:
    return scope.run.facts.issuer


def _content(_scope: Scope, body: dict[str, Any]) -> str:
    return sha256(canonical_bytes(body)).hexdigest()


def _nothing(_scope: Scope, _body: dict[str, Any]) -> str:
    return ""
