"""How long a text may be that a document is known or found by: what an index of every database holds."""

from __future__ import annotations

from collections.abc import Callable

from core.hub.mapping.scope import Scope
from core.hub.node import Node
from core.kernel.errors import Unreadable

# As the catalogue bounds its keys. Number and revision stand together in one index entry of 2,700 bytes, and
# a character may have four.
KEY_LENGTH_MAX = 200
_SHOWN = 40
_LOOKED_AT_MAX = 100_000
# Whether the text is short enough to be kept in an index; Unreadable, with its cell, if not.
Bound = Callable[[str, Scope], None]


def bounded(what: str, cause: str, spot: str) -> Bound:
    """what: the words it is known by ("number of the document")."""

    def check(text: str, scope: Scope) -> None:
        if len(text) > KEY_LENGTH_MAX:
            raise Unreadable(
                f"the {what} has {len(text)} characters ({text[:_SHOWN]}…), and it may have at most"
                f" {KEY_LENGTH_MAX}, so that it can be found; send a shorter one or take another at {spot}",
                cause=cause,
                place=_cell(scope.node, text),
            )

    return check


def _cell(unit: Node, text: str) -> str:
    """The place of the cell that says this text, or most of it; of the unit, where it is put together."""
    looked_at = [unit]
    for node in looked_at:
        if node.value and len(node.value) > _SHOWN and (node.value in text or text in node.value):
            return node.place
        if len(looked_at) < _LOOKED_AT_MAX:
            looked_at.extend(node.children)
    return unit.place
