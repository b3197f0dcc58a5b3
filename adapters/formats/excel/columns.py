"""The columns of a sheet: what its cells hold, as texts or as nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.formats.excel.cells import SHOWN, WHOLE_MAX
from core.hub.node import At, Node
from core.hub.rows import Columns, NotPlain, Texts


class SheetColumns(Columns):
    """Cells are kept as the library gives them and shown when they are asked for."""

    def cell(self, name: str, said: Any, at: At) -> Node:
        if said == "":
            return Node(name, None, (), at, "null")
        text, kind = _shown(said)
        return fault(name, at, kind) if text is None else Node(name, text, (), at, kind)

    def plainly(self, pick: Callable[[Sequence[Any]], Sequence[Any]]) -> Callable[[Sequence[Any]], Texts]:
        return lambda cells: [
            said or None
            if said.__class__ is str or said is None
            # Most numbers, in fewer steps.
            else text
            if said.__class__ is float
            and -WHOLE_MAX < said < WHOLE_MAX
            and "e" not in (text := f"{said:.15g}")
            else _text(said)
            for said in pick(cells)
        ]


def fault(name: str, at: At, why: str) -> Node:
    """A cell whose value is none."""
    return Node(name, None, (Node("@why", why, (), at),), at, "fault")


def _text(said: Any) -> str:
    text, kind = _shown(said)
    if text is None or kind in {"true", "false"}:
        # A condition takes a truth value for one.
        raise NotPlain
    return text


def _shown(said: Any) -> tuple[str | None, str]:
    """A cell that is not blank: its text and kind, or None and why there is none."""
    if said.__class__ is str:
        return said, "text"
    return SHOWN[said.__class__](said)
