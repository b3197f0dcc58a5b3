"""A mapping's own text while it is compiled: every word is asked for, every fault kept with its place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from core.hub.node import Node
from core.kernel.errors import Unreadable

_FAULTS_SHOWN = 50


class Faults:
    """What is wrong with one mapping; all of it is told at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[tuple[Node, str]] = []

    def add(self, node: Node, text: str) -> None:
        self.found.append((node, text))

    def check(self) -> None:
        """Raises Unreadable listing every fault with file, line and column."""
        if not self.found:
            return
        faults = sorted(self.found, key=lambda fault: _order(fault[0]))
        lines = dict.fromkeys(f"{self.where(node)}: {text}" for node, text in faults)
        shown = list(lines)[:_FAULTS_SHOWN]
        if len(lines) > len(shown):
            shown.append(f"and {len(lines) - len(shown)} more")
        raise Unreadable("\n".join(shown), cause=f"mapping.invalid@{self.name}", place=faults[0][0].place)

    def where(self, node: Node) -> str:
        return f"{_file(node) or self.name} {_line_and_column(node)}"

    def spot(self, node: Node) -> str:
        """File and line, as causes name it."""
        return f"{_file(node) or self.name}:{line_of(node)}"


def line_of(node: Node) -> int:
    return int(node.at[1]) if isinstance(node.at, tuple) and len(node.at) > 1 else 0


def _order(node: Node) -> tuple[str, int, int]:
    return _file(node), line_of(node), int(node.at[2]) if line_of(node) else 0


def _line_and_column(node: Node) -> str:
    return f"line {node.at[1]} column {node.at[2]}" if isinstance(node.at, tuple) else node.place


def _file(node: Node) -> str:
    return str(node.at[3]) if isinstance(node.at, tuple) and len(node.at) > 3 else ""


class Sheet:
    """An object of the mapping's text, read by its words."""

    def __init__(self, node: Node, known: Collection[str], faults: Faults) -> None:
        self.node = node
        self.faults = faults
        self.words: dict[str, Node] = {}
        if node.kind != "object":
            faults.add(node, f"{kind_of(node)} stands where words are expected: {', '.join(sorted(known))}")
            return
        for child in node.children:
            if child.name in known:
                self.words[child.name] = child
            else:
                faults.add(child, unknown("word", child.name, known))

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def get(self, word: str) -> Node | None:
        return self.words.get(word)

    def text(self, word: str, default: str = "") -> str:
        """A scalar as text."""
        node = self.words.get(word)
        return default if node is None else self.scalar(node)

    def scalar(self, node: Node) -> str:
        if node.children or node.kind in {"object", "list", "null"}:
            self.faults.add(node, f"{node.name!r} is {kind_of(node)}; give one value")
        return node.value or ""

    def texts(self, word: str) -> list[str]:
        """A scalar or a list of scalars."""
        node = self.words.get(word)
        if node is None:
            return []
        return [self.scalar(child) for child in node.children] if node.kind == "list" else [self.scalar(node)]

    def flag(self, word: str) -> bool:
        node = self.words.get(word)
        if node is not None and node.kind not in {"true", "false"}:
            self.faults.add(node, f"{word!r} is {kind_of(node)}; give true or false")
        return node is not None and node.kind == "true"

    def choice(self, word: str, among: tuple[str, ...]) -> str:
        """One of a few words, the first by default."""
        node = self.words.get(word)
        # YAML reads the word null as nothing.
        value = "null" if node is not None and node.kind == "null" else self.text(word, among[0])
        if value not in among:
            self.faults.add(self.words[word], unknown(word, value, among))
            return among[0]
        return value

    def number(self, word: str, default: int) -> int:
        text = self.text(word, str(default))
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            self.faults.add(self.words[word], f"{word!r} is {text!r}; give a whole number")
            return default
        return int(text)


def unknown(what: str, value: str, known: Iterable[str]) -> str:
    known = sorted(known)
    near = difflib.get_close_matches(value, known, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"{value!r} is no {what} here{meant} (known: {', '.join(known)})"


def kind_of(node: Node) -> str:
    if node.kind == "object":
        return "an object"
    if node.kind == "list":
        return "a list"
    return "nothing" if node.kind == "null" or node.value is None else f"the value {node.value!r}"
