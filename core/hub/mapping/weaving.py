"""An object's fields woven into one function: Python written for this mapping, straight from cells to body.

The closures of the fields are what a mapping means. The woven function knows only what is plain: a text that
is there and fits. Whatever else a cell holds, it asks the field's closure, which reads it again and says what
is wrong and where; so both give the same, and every error is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import CodeType
from typing import Any, TypeGuard

from core.hub.mapping.kinds import SHORT, TEXT_MAX
from core.hub.mapping.kit import Get, Kind
from core.hub.mapping.model import Facts
from core.hub.mapping.plain import Child, Constant, Pair
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sparse import Sparse
from core.hub.node import Node
from core.hub.rows import NotPlain, Row, Texts, Wanted

Field = tuple[str, Get]


def woven(fields: Sequence[Field], slowly: Get) -> Get:
    """The object of these fields; `slowly` makes the same of any node, field by field."""
    if not any(isinstance(get, Child | Sparse) or _is_plain(get) for _, get in fields):
        return slowly
    weaver = _Weaver()
    for name, get in fields:
        weaver.field(name, get)
    names = {**weaver.held, "slowly": slowly, "wanted": Wanted(list(weaver.texts)), "texts_of": texts_of}
    exec(_compiled(weaver.source()), names)  # noqa: S102 - the text is ours: what a mapping says is held by names
    build: Get = names["build"]
    return build


def texts_of(scope: Scope, wanted: Wanted) -> Texts:
    """What stands under these names, in their order; NotPlain where one is more than a text."""
    find = scope.index.get
    return [None if (node := find(name)) is None else node.value or _nothing(node) for name in wanted.names]


def _nothing(node: Node) -> str | None:
    """Of a node without text: that it is nothing (an element may have attributes), and not something else."""
    if node.kind in {"fault", "list", "object"} or any(child.name[:1] != "@" for child in node.children):
        raise NotPlain
    return node.value


@lru_cache(maxsize=512)
def _compiled(source: str) -> CodeType:
    """Fields of the same forms are the same text, whatever their names."""
    return compile(source, "<woven mapping>", "exec")


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# Of a kind: when a text is plainly of it, and its value then; {t} is the text, {v} a name to keep one by.
_PLAINLY: dict[Kind, tuple[str, str]] = {
    SHORT["text"]: (f"({{v}} := {{t}}.strip()) and len({{v}}) <= {TEXT_MAX} and '\\0' not in {{v}}", "{v}"),
    # Digits with at most one point among them; a sign, an exponent, more than 24 signs: ask the closure.
    SHORT["decimal"]: (
        "len({t}) < 25 and {t}.isascii() and {t}.replace('.', '', 1).isdigit()",
        "Decimal({t})",
    ),
    SHORT["date"]: ("len({t}) == 10 and is_day({t})", "{t}"),
}


class _PlainPair(Pair):
    """A pair of which both can be woven, as the type checker sees it; none is made."""

    main: Child
    other: Child | Constant


class _Weaver:
    """Writes the lines; what they need of the mapping stands beside them under names of our own (k0, g1)."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {"Decimal": Decimal, "NotPlain": NotPlain, "Row": Row, "is_day": _is_day}
        # The names to be read, each with the variable that has its text.
        self.texts: dict[str, str] = {}
        self.lines: list[str] = []
        self.asks_facts = self.asks_index = False

    def source(self) -> str:
        lines = ["def build(scope):", *(self._fetched() if self.texts else [])]
        lines += ["    facts = scope.run.facts"] * self.asks_facts
        lines += ["    index = scope.index"] * self.asks_index
        return "\n".join([*lines, "    body = {}", *self.lines, "    return body"])

    def _fetched(self) -> list[str]:
        """Lines that put the texts into their variables."""
        return [
            "    node = scope.node",
            "    try:",
            f"        {''.join(f'{each}, ' for each in self.texts.values())}= (",
            "            (node.columns.picks.get(wanted) or node.columns.pick(wanted))(node.cells)",
            "            if node.__class__ is Row else texts_of(scope, wanted)",
            "        )",
            "    except NotPlain:",
            "        return slowly(scope)",
        ]

    def field(self, name: str, get: Get) -> None:
        key, ask = self._hold("k", name), self._hold("g", get)
        if isinstance(get, Constant) and get.value is not None:
            self.lines.append(f"    body[{key}] = {self._hold('c', get.value)}")
        elif isinstance(get, Child):
            self._put(key, ask, get, *self._child(get))
        elif _is_plain(get):
            self._put(key, ask, get.main, *self._pair(get, get.main, get.other))
        elif isinstance(get, Sparse):
            self.asks_index = True
            there = " or ".join(f"{self._hold('n', name)} in index" for name in sorted(get.needs))
            self.lines += [f"    if {there}:", *_asked("        ", key, self._hold("g", get.get))]
        else:
            self.lines += _asked("    ", key, ask)

    def _put(self, key: str, ask: str, child: Child, test: str, value: str) -> None:
        """What is plain is put, what is not there left out; of all else the closure is asked."""
        self.lines += [
            f"    if {test}:",
            f"        body[{key}] = {value}",
            "    else:" if child.required else f"    elif {self.texts[child.name]}:",
            *_asked("        ", key, ask),
        ]

    def _child(self, child: Child) -> tuple[str, str]:
        """When it is plain, and its value."""
        text = self.texts.setdefault(child.name, f"t{len(self.texts)}")
        kept = f"v{len(self.held)}"
        if child.convert in _PLAINLY:
            test, value = _PLAINLY[child.convert]
            return f"{text} and {test.format(t=text, v=kept)}", value.format(t=text, v=kept)
        self.asks_facts = True
        convert = self._hold("f", _or_none(child.convert))
        return f"{text} and ({kept} := {convert}({text}, facts)) is not None", kept

    def _pair(self, pair: Pair, main: Child, other: Child | Constant) -> tuple[str, str]:
        test, value = self._child(main)
        if isinstance(other, Constant):
            also, unit = "True", self._hold("c", other.value)
        else:
            also, unit = self._child(other)
        first, second = self._hold("k", pair.first), self._hold("k", pair.second)
        fitting, kept = self._hold("f", _fitting(pair)), f"v{len(self.held)}"
        made = f"{fitting}({{{first}: {value}, {second}: {unit}}})"
        return f"{test} and {also} and ({kept} := {made}) is not None", kept

    def _hold(self, letter: str, thing: object) -> str:
        name = f"{letter}{len(self.held)}"
        self.held[name] = thing
        return name


def _is_plain(get: Get) -> TypeGuard[_PlainPair]:
    """Whether both of a pair can be woven."""
    return isinstance(get, Pair) and isinstance(get.main, Child) and isinstance(get.other, Child | Constant)


def _asked(indent: str, key: str, ask: str) -> list[str]:
    """Lines that put what the closure says, if it says anything."""
    return [
        f"{indent}found = {ask}(scope)",
        f"{indent}if found is not None:",
        f"{indent}    body[{key}] = found",
    ]


def _or_none(convert: Kind) -> Kind:
    """The same, None for what does not fit."""

    def plainly(text: str, facts: Facts) -> object:
        try:
            return convert(text, facts)
        except Unfit:
            return None

    return plainly


def _fitting(pair: Pair) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    def checked(body: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return pair.check(body)
        except Unfit:
            return None

    return checked
