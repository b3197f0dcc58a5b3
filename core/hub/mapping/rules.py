"""One rule: which units of the input become documents of which type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from core.hub.mapping.bounds import bounded
from core.hub.mapping.checks import compile_checks, no_checks
from core.hub.mapping.fields import compile_field
from core.hub.mapping.identity import (
    Identity,
    canonical_path,
    canonical_values,
    compile_identity,
    first_text,
)
from core.hub.mapping.kit import Get
from core.hub.mapping.lets import compile_lets, no_lets
from core.hub.mapping.level import Condition, Level
from core.hub.mapping.model import Document, Problem
from core.hub.mapping.objects import compile_fields
from core.hub.mapping.scope import Scope, items
from core.hub.mapping.shapes import check_shape
from core.hub.mapping.sheet import Sheet
from core.hub.mapping.walks import WORDS as WALK_WORDS
from core.hub.mapping.walks import refuse
from core.hub.mapping.within import compile_within
from core.hub.node import Node
from core.hub.rows import Row
from core.kernel.errors import Unreadable

_MADE = frozenset(
    {"type", "when", "identity", "keys", "stream", "event time", "check", "body", "about", "let"}
)
_RULE = WALK_WORDS | _MADE | {"split", "within", "choose", "refuse"}
# Of one unit the document it becomes, or None.
Make = Callable[[Scope], Document | None]
Rule = Callable[[Scope], Iterator[Document]]


def compile_rule(node: Node, level: Level) -> tuple[Rule, list[str]]:
    """The rule, and the types it makes."""
    sheet = Sheet(node, _RULE, level.kit.faults)
    walk, inner = compile_within(sheet, "split", level, compile_field, alone=True)
    inner = inner.inner("", inner.base, {**inner.variables, "unit": inner.base})
    lets = compile_lets(sheet.get("let"), inner, compile_field)
    types: list[str] = []
    if "refuse" in sheet:
        make = _refusal(sheet, inner)
    elif "choose" in sheet:
        make, types = _choice(sheet, inner)
    else:
        make, made = _made(sheet, inner, None)
        types = [made]
    fault = level.kit.cause(node, "bad_unit")

    def rule(scope: Scope) -> Iterator[Document]:
        run = scope.run
        all_asked = run.faults is not None
        for unit in walk(scope):
            known, node = run.known if all_asked else 0, unit.node
            try:
                if node.kind == "fault":
                    if id(node) in run.unread:
                        continue
                    run.unread.add(id(node))
                    raise Unreadable(node.value or "", cause=_cause_of(node) or fault, place=node.place)
                unit.names = {**unit.names, "unit": node}
                if run.flags or run.sources:
                    run.flags, run.sources = [], {}
                if lets is not no_lets:
                    lets(unit)
                document = make(unit)
            except Unreadable as error:
                refuse(scope, error, known)
                continue
            if document is not None and not (all_asked and run.known != known):
                yield document

    return rule, types


def _refusal(sheet: Sheet, level: Level) -> Make:
    """Units that are known and not taken: each is refused with what the mapping says."""
    node = sheet.words["refuse"]
    text, cause = sheet.text("refuse"), level.kit.cause(node, "not_taken")
    for word in (*_MADE - {"about"}, "choose"):
        if word in sheet:
            sheet.faults.add(sheet.words[word], f"{word!r} has no meaning where units are refused")

    def refuse_it(scope: Scope) -> Document | None:
        raise Unreadable(text, cause=cause, place=scope.node.place)

    return refuse_it


def _choice(sheet: Sheet, level: Level) -> tuple[Make, list[str]]:
    """The first of several whose `when` holds; a unit that fits none is Unreadable."""
    node = sheet.words["choose"]
    for word in _MADE - {"about", "let"}:
        if word in sheet:
            sheet.faults.add(sheet.words[word], f"{word!r} belongs into the choices of `choose`")
    makes: list[tuple[Condition | None, Make]] = []
    types: list[str] = []
    for child in node.children:
        below = level.inner("", level.base, level.variables)
        below.used = set(level.used)
        choice = Sheet(child, _MADE, level.kit.faults)
        when = below.condition(choice.words.pop("when")) if "when" in choice else None
        make, made = _made(choice, below, choice.get("let"))
        makes.append((when, make))
        types.append(made)
    cause, spot = level.kit.cause(node, "no_choice"), level.kit.faults.spot(node)

    def choose(scope: Scope) -> Document | None:
        for when, make in makes:
            if when is None or when(scope):
                return make(scope)
        raise Unreadable(
            f"none of the choices at {spot} fits this unit; add one, at the last without `when` to note it",
            cause=cause,
            place=scope.node.place,
        )

    return choose, types


def _made(sheet: Sheet, level: Level, let: Node | None) -> tuple[Make, str]:
    """The document that one unit becomes; `let` is what is known to it alone."""
    kind = sheet.text("type")
    missing = [word for word in ("type", "identity", "body") if word not in sheet]
    if missing:
        sheet.faults.add(sheet.node, f"a document needs {' and '.join(missing)}")
    else:
        check_shape(kind, sheet.words["body"], sheet.words["type"], level.kit)
    when = level.condition(sheet.words["when"]) if "when" in sheet else None
    lets = compile_lets(let, level, compile_field)
    checks = compile_checks(sheet.get("check"), level)
    (issuer, number, revision), build, says = _parts(sheet, level)
    empty = level.kit.cause(sheet.get("body") or sheet.node, "empty")

    def make(scope: Scope) -> Document | None:
        if when is not None and not when(scope):
            return None
        run = scope.run
        if lets is not no_lets:
            lets(scope)
        body = build(scope)
        if not body:
            raise Unreadable("nothing in it can be read as a document", cause=empty, place=scope.node.place)
        found = checks(scope) if checks is not no_checks else ()
        return Document(
            type=kind,
            body=body,
            issuer=issuer(scope, body),
            number=number(scope, body),
            revision=revision(scope, body),
            # Behind the identity, which may leave a remark too.
            flags=_flags(scope, found),
            keys=(said := says(scope, body))[0],
            stream_key=said[1],
            event_time=said[2],
            unit=scope.names.get("unit"),
            sources=known_sources(body, run.sources) if run.sources else {},
        )

    return make, kind


def _cause_of(fault: Node) -> str:
    """What its reader calls the fault, "" where it has no word for it."""
    return next((child.value or "" for child in fault.children if child.name == "@cause"), "")


def passed_over(found: Node | None) -> Iterator[Problem]:
    """What the reader let pass in a unit, by the partner's own leniency: it stays with what is made of it."""
    for node in items((found,)) if found is not None else ():
        if node.kind == "flag":
            yield Problem(code=_cause_of(node), text=node.value or "", place=node.place)


def _flags(scope: Scope, found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """All remarks on a unit. Of a row nothing is passed over but the whole of it."""
    flags = scope.run.flags
    if scope.node.__class__ is Row:
        return (*flags, *found) if flags else found
    return (*passed_over(scope.index.get("flag")), *flags, *found)


def known_sources(body: Any, sources: dict[str, str], path: str = "") -> dict[str, str]:
    """Of all that was noted, what stands in the body: a part may be read and then left out with the whole."""
    found: dict[str, str] = {}
    if isinstance(body, dict):
        for name, value in body.items():
            found.update(known_sources(value, sources, f"{path}.{name}" if path else name))
    elif isinstance(body, list):
        for index, value in enumerate(body):
            found.update(known_sources(value, sources, f"{path}[{index}]"))
    elif path in sources:
        found[path] = sources[path]
    return found


# Keys, stream key and event time of a document.
Said = tuple[tuple[str, ...], str, str | None]
Says = Callable[[Scope, dict[str, Any]], Said]
_UNSAID: Said = (), "", None


def _parts(sheet: Sheet, level: Level) -> tuple[Identity, Get, Says]:
    nothing = Node("", kind="object", at=sheet.node.at)
    build, names = compile_fields(sheet.get("body") or nothing, level, compile_field)
    identity = compile_identity(sheet.get("identity") or nothing, level, names)
    return identity, build, _says(sheet, level, names)


def _says(sheet: Sheet, level: Level, names: frozenset[str]) -> Says:
    """Keys, stream key and event time, by canonical path."""
    keys = [canonical_path(sheet.words["keys"], path, level, names) for path in sheet.texts("keys")]
    stream, moment = (
        canonical_path(sheet.words[word], sheet.text(word), level, names) if word in sheet else ""
        for word in ("stream", "event time")
    )

    stream_key = first_text(stream) if stream else None
    event_time = first_text(moment) if moment else None

    said_at = sheet.get("keys") or sheet.node
    spot = level.kit.faults.spot(said_at)
    check = bounded("key it is searched by", level.kit.cause(said_at, "too_long"), spot)

    def says(scope: Scope, body: dict[str, Any]) -> Said:
        found = {key: None for path in keys for key in canonical_values(body, path) if key.strip()}
        for key in found:
            check(key, scope)
        when = (event_time(body) or None) if event_time else None
        return tuple(found), stream_key(body) if stream_key else "", when

    return says if keys or stream or moment else lambda _scope, _body: _UNSAID
