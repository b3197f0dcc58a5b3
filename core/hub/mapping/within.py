"""within: going through parts within parts, each knowing what the outer one says."""

from __future__ import annotations

from collections.abc import Iterator

from core.hub.mapping.composites import FieldCompiler
from core.hub.mapping.lets import compile_lets
from core.hub.mapping.level import Level
from core.hub.mapping.scope import Scope
from core.hub.mapping.sheet import Sheet
from core.hub.mapping.walks import WORDS as WALK_WORDS
from core.hub.mapping.walks import Walk, compile_walk, refuse
from core.kernel.errors import Unreadable

WORDS = WALK_WORDS | {"each", "let", "about"}


def compile_within(
    sheet: Sheet, word: str, level: Level, compiler: FieldCompiler, *, alone: bool = False
) -> tuple[Walk, Level]:
    """What is gone through by `word`: of the one node, or of each of the parts that `within` names.

    alone: an outer part that cannot be read is refused by itself.
    """
    outer = sheet.get("within")
    if outer is None:
        return compile_walk(sheet, word, level)
    parts = Sheet(outer, WORDS, sheet.faults)
    around, here = compile_walk(parts, "each", level)
    lets = compile_lets(parts.get("let"), here, compiler)
    inside, inner = compile_walk(sheet, word, here)

    def walk(scope: Scope) -> Iterator[Scope]:
        for part in around(scope):
            if part.node.kind == "fault":
                yield part
                continue
            try:
                lets(part)
            except Unreadable as error:
                if not alone:
                    raise
                refuse(part, error)
                continue
            yield from inside(part)

    return walk, inner
