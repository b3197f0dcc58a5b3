"""From the text of a field to its value: trimmed, cut, looked up in a table, turned into its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.hub.mapping.kit import Kind, Kit
from core.hub.mapping.model import Facts
from core.hub.mapping.numbers import PLAIN
from core.hub.mapping.scope import Unfit
from core.hub.mapping.sheet import Sheet, unknown

# Text in, value out, None where there is nothing.
Cut = Callable[[str], str]
WORDS = frozenset({"as", "trim", "after", "before", "table", "reversed", "unknown", "nulls"})
_SHOWN = 12
# Kinds that have few values and ask nothing but the text.
_FEW = frozenset({"date", "time", "boolean", "uscc", "gln"})
_KNOWN_MAX, _KNOWN_LENGTH_MAX = 1_000, 40


def words_of(kind: str, kit: Kit) -> frozenset[str]:
    """The words a field of that kind knows beside those every field knows."""
    kinds = kit.vocabulary.kinds
    return WORDS | (kinds[kind].words if kind in kinds else frozenset())


def converter(sheet: Sheet, kit: Kit, kind: str) -> Kind:
    """Compiled from the field's words."""
    short = kit.vocabulary.short.get(kind)
    said = sheet.words.keys() & (words_of(kind, kit) - {"as"})
    if short is not None and not said and not kit.nulls and kit.style == PLAIN:
        return short
    convert = kit.vocabulary.kinds[kind].compile(sheet, kit)
    steps = [step for step in (_cut(sheet), _cased(sheet), _lookup(sheet, kit)) if step is not None]
    nulls = frozenset(sheet.texts("nulls")) if "nulls" in sheet else kit.nulls
    trim = "trim" not in sheet or sheet.flag("trim")
    if not steps and not nulls and trim:
        return _remembered(_direct(convert)) if kind in _FEW else _direct(convert)

    def through(text: str, facts: Facts) -> object:
        stripped = text.strip()
        if not stripped or stripped in nulls:
            return None
        text = stripped if trim else text
        for step in steps:
            changed = step(text)
            if not changed:
                return None
            text = changed
        return convert(text, facts)

    return _remembered(through) if kind in _FEW or ("table" in sheet and kind == "text") else through


def _remembered(convert: Kind) -> Kind:
    """The same for what knows few values, which a file says again and again; what fits is remembered."""
    known: dict[str, object] = {}

    def recalled(text: str, facts: Facts) -> object:
        value = known.get(text)
        if value is None:
            value = convert(text, facts)
            if len(known) < _KNOWN_MAX and len(text) < _KNOWN_LENGTH_MAX:
                known[text] = value
        return value

    return recalled


def _direct(convert: Kind) -> Kind:
    def direct(text: str, facts: Facts) -> object:
        text = text.strip()
        return convert(text, facts) if text else None

    return direct


def _cut(sheet: Sheet) -> Cut | None:
    """What stands after one mark and before another; nothing if the first mark is not there."""
    after, before = sheet.text("after"), sheet.text("before")
    if not after and not before:
        return None

    def cut(text: str) -> str:
        if after:
            _, _, text = text.partition(after)
        return text.partition(before)[0] if before else text

    return cut


def _cased(sheet: Sheet) -> Cut | None:
    """A table holds words in one case: what is looked up in it is brought to that first."""
    if "table" not in sheet or "case" not in sheet:
        return None
    return {"upper": str.upper, "lower": str.lower}.get(sheet.text("case"))


def _lookup(sheet: Sheet, kit: Kit) -> Callable[[str], str | None] | None:
    node = sheet.get("table")
    if node is None:
        return None
    name = sheet.scalar(node)
    if name not in kit.tables:
        kit.faults.add(node, unknown("table", name, kit.tables))
        return None
    table = kit.tables[name]
    if sheet.flag("reversed"):
        table = _reversed(table, sheet)
    return lookup(table, name, sheet.choice("unknown", ("refuse", "keep", "null")))


def lookup(table: Mapping[str, str], name: str, unknown_word: str) -> Callable[[str], str | None]:
    """The table as a function; "*" in it stands for any other word."""
    other = table.get("*")

    def look(text: str) -> str | None:
        found = table.get(text, other)
        if found is not None:
            return found
        if unknown_word == "refuse":
            listed = ", ".join(list(table)[:_SHOWN]) + (", …" if len(table) > _SHOWN else "")
            raise Unfit("unknown_code", f"a word of the table {name} ({listed}); add it there")
        return text if unknown_word == "keep" else None

    return look


def _reversed(table: Mapping[str, str], sheet: Sheet) -> dict[str, str]:
    turned: dict[str, str] = {}
    for word, code in table.items():
        if word != "*" and turned.setdefault(code, word) != word:
            sheet.faults.add(
                sheet.words["table"], f"{code!r} stands for two words, so it cannot be turned back"
            )
    return turned
