"""An object of the canonical document out of its fields, and in trace where each of them came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.hub.mapping.kit import Get
from core.hub.mapping.scope import Scope
from core.hub.mapping.weaving import woven
from core.kernel.errors import Unreadable


class Part(NamedTuple):
    """A field: its name, its value, and the line of the mapping that says it."""

    name: str
    get: Get
    line: str


def assemble(parts: Sequence[Part], tracing: bool) -> Get:
    """The object; fields without value are left out."""
    if tracing:
        return _traced(parts)
    pairs = [(part.name, part.get) for part in parts]

    def field_by_field(scope: Scope) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for name, get in pairs:
            value = get(scope)
            if value is not None:
                body[name] = value
        return body

    return woven(pairs, field_by_field)


def _traced(parts: Sequence[Part]) -> Get:
    def build(scope: Scope) -> dict[str, Any]:
        body: dict[str, Any] = {}
        run = scope.run
        above = run.prefix
        for part in parts:
            run.prefix = f"{above}.{part.name}" if above else part.name
            value = sourced(part, scope)
            if value is not None:
                body[part.name] = value
        run.prefix = above
        return body

    return build


def sourced(part: Part, scope: Scope) -> Any:
    """The value at run.prefix; of a value that is no object or list, the source is noted.

    Where all faults are asked for, a field that cannot be read is one, and the next field is read.
    """
    run = scope.run
    run.touched.clear()
    known, prefix = run.known, run.prefix
    try:
        value = part.get(scope)
    except Unreadable as error:
        run.prefix = prefix
        run.add_fault(error, known)
        return None
    if value is not None and not isinstance(value, dict | list):
        run.sources[run.prefix] = run.touched_places() or part.line
    return value
