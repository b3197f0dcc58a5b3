"""The causes that product code gives to what it refuses, found in its syntax; `*` is what is not written.

A cause stands where a call is given `cause=`, where a variable of that name is set, and in what a function of
that name returns. Followed are constants of the module and imported ones, choices, and f-strings; where an
f-string ends with an argument of its function, the words that calls in the same folder give for it count.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from tests.house.tree import PACKAGES, Function, Source, sources

# A cause without its place (`@…`) has at least two parts.
CAUSE = re.compile(r"[a-z0-9_*]+(\.[a-z0-9_*]+)+")
WORD = re.compile(r"[a-z0-9_]+")
# The error of a mapping's line is given its reason alone: `map.` and it are the cause.
UNFIT = "Unfit"
ROOTS = {"HubError"}

Names = dict[str, str]
Calls = dict[tuple[str, str], list[ast.Call]]


@dataclass
class Found:
    """What product code says: each cause with a place where it is, and every word that may be part of one."""

    causes: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def has(self, cause: str) -> bool:
        """Whether the code gives this cause, whole or as one of a family with a word that it says."""
        family, _, word = cause.rpartition(".")
        return cause in self.causes or (f"{family}.*" in self.causes and word in self.words)

    def add(self, text: str, place: str) -> None:
        cause = re.sub(r"\*+", "*", text.partition("@")[0])
        if CAUSE.fullmatch(cause) and "*" not in cause[1:-1] and cause != "*.*":
            self.causes.setdefault(cause, place)


@dataclass(frozen=True)
class Module:
    """One module, with what is needed to read an expression of it."""

    source: Source
    constants: Names
    calls: Calls

    def texts(self, node: ast.expr | None, around: Function | None) -> list[str]:
        """What the expression may be, `*` for each part that is not written."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value]
        if isinstance(node, ast.Name) and node.id in self.constants:
            return [self.constants[node.id]]
        if isinstance(node, ast.IfExp):
            return self.texts(node.body, around) + self.texts(node.orelse, around)
        if isinstance(node, ast.BoolOp):
            return [text for each in node.values for text in self.texts(each, around)]
        if isinstance(node, ast.Subscript):
            return self.texts(node.value, around)
        if isinstance(node, ast.JoinedStr):
            parts = [self._part(each, around) for each in node.values]
            return ["".join(each) for each in product(*parts)]
        return ["*"]

    def _part(self, node: ast.expr, around: Function | None) -> list[str]:
        if not isinstance(node, ast.FormattedValue):
            return self.texts(node, around)
        inner = node.value
        if isinstance(inner, ast.Name) and inner.id not in self.constants and around is not None:
            return self._passed(inner.id, around) or ["*"]
        return self.texts(inner, around)

    def _passed(self, name: str, around: Function) -> list[str]:
        """The words that calls in this folder give for an argument of the function."""
        given = around.args
        names = [each.arg for each in (*given.posonlyargs, *given.args) if each.arg not in ("self", "cls")]
        at = names.index(name) if name in names else -1
        words = set()
        for call in self.calls.get((str(self.source.path.parent), around.name), ()):
            by_name = [each.value for each in call.keywords if each.arg == name]
            for argument in by_name or (call.args[at : at + 1] if at >= 0 else []):
                words |= {text for text in self.texts(argument, None) if WORD.fullmatch(text)}
        return sorted(words)


@cache
def placed(source: Source) -> tuple[tuple[ast.AST, Function | None], ...]:
    """Every node of the module with the innermost function around it, walked once."""
    found: list[tuple[ast.AST, Function | None]] = [(source.syntax, None)]
    for node, around in found:
        inside = node if isinstance(node, Function) else around
        found.extend((child, inside) for child in ast.iter_child_nodes(node))
    return tuple(found)


def nodes(source: Source) -> Iterator[ast.AST]:
    return (node for node, _around in placed(source))


@cache
def causes() -> Found:
    """All of the product."""
    every = sources(*PACKAGES)
    constants = {each.name.removesuffix(".py").replace("/", "."): dict(_constants(each)) for each in every}
    calls = _calls(every)
    errors = _errors(every)
    found = Found()
    for source in every:
        imported = dict(_imported(source, constants))
        module = Module(source, imported | dict(_constants(source)), calls)
        for node, around in _given(source):
            place = f"{source.name}:{node.lineno}"
            for text in module.texts(node, around):
                # One word is the beginning of a family's causes: `x12` of `x12.count`.
                is_word = isinstance(node, ast.Constant) and WORD.fullmatch(text)
                found.add(f"{text}.*" if is_word else text, place)
        found.words |= set(_words(source))
        # A class of the module's own may bear the name of an error elsewhere.
        own = {
            each.name for each in nodes(source) if isinstance(each, ast.ClassDef) and not _is(each, errors)
        }
        for call in (each for each in nodes(source) if isinstance(each, ast.Call)):
            _of_call(found, module, call, errors - own)
    return found


def _of_call(found: Found, module: Module, call: ast.Call, errors: set[str]) -> None:
    name, place = _name_of(call), f"{module.source.name}:{call.lineno}"
    if name == UNFIT:
        for text in module.texts(call.args[0], None):
            found.add(f"map.{text}", place)
    elif name in errors and all(each.arg not in ("cause", None) for each in call.keywords):
        found.causes.setdefault(name.lower(), place)


def _given(source: Source) -> Iterator[tuple[ast.expr, Function | None]]:
    """Every expression that is a cause, with the function around it."""
    for node, inside in placed(source):
        if isinstance(node, ast.Call):
            yield from ((each.value, inside) for each in node.keywords if each.arg == "cause")
        elif isinstance(node, ast.Assign):
            yield from ((value, inside) for name, value in _set(node) if name == "cause")
        elif isinstance(node, ast.Return) and inside and inside.name == "cause" and node.value is not None:
            yield node.value, inside


def _set(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=False)
        else:
            pairs = zip([target], [node.value], strict=True)
        yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def _constants(source: Source) -> Iterator[tuple[str, str]]:
    for node in source.syntax.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
            continue
        name, value = node.targets[0], node.value.value
        if isinstance(name, ast.Name) and isinstance(value, str):
            yield name.id, value


def _imported(source: Source, constants: dict[str, Names]) -> Iterator[tuple[str, str]]:
    for node in nodes(source):
        if isinstance(node, ast.ImportFrom):
            known = constants.get(node.module or "", {})
            yield from (
                (each.asname or each.name, known[each.name]) for each in node.names if each.name in known
            )


def _calls(every: tuple[Source, ...]) -> Calls:
    calls: Calls = defaultdict(list)
    for source in every:
        for node in nodes(source):
            if isinstance(node, ast.Call):
                calls[str(source.path.parent), _name_of(node)].append(node)
    return calls


def _errors(every: tuple[Source, ...]) -> set[str]:
    """The names of all errors that bear a cause."""
    classes = [node for each in every for node in nodes(each) if isinstance(node, ast.ClassDef)]
    errors = set(ROOTS)
    before = 0
    while len(errors) > before:
        before = len(errors)
        errors |= {each.name for each in classes if _is(each, errors)}
    return errors


def _is(node: ast.ClassDef, errors: set[str]) -> bool:
    return any(isinstance(base, ast.Name) and base.id in errors for base in node.bases)


def _words(source: Source) -> Iterator[str]:
    for node in nodes(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.fullmatch(node.value):
            yield node.value


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")
