"""A mapping's text compiled once: every word checked, every fault told at once, then closures."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from core.hub.mapping.checks import compile_checks
from core.hub.mapping.composites import COMPOSITES
from core.hub.mapping.coverage import fields_of, required_of
from core.hub.mapping.fields import compile_field
from core.hub.mapping.hiding import compile_hiding
from core.hub.mapping.kinds import KINDS, SHORT, number_style
from core.hub.mapping.kit import Kit, Library, Vocabulary
from core.hub.mapping.lets import compile_lets, reader_of
from core.hub.mapping.level import Level
from core.hub.mapping.model import VOCABULARY, Document, Facts, Reading, Source
from core.hub.mapping.rules import Rule, compile_rule
from core.hub.mapping.scope import Run, Scope, Unfit
from core.hub.mapping.sheet import Faults, Sheet
from core.hub.mapping.sources import merged, tables_of
from core.hub.mapping.times import zone_of
from core.hub.node import Node
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Unreadable

_SETTINGS = frozenset({"mapping", "about", "tables", "numbers", "nulls", "zone", "redact", "personal"})
_WORDS = _SETTINGS | {"reads", "unit", "may be empty", "let", "check", "documents"}
_NUMBER_WORDS = frozenset({"decimal sign", "group sign", "negative", "strip", "percent"})
READING = Vocabulary(KINDS, SHORT, COMPOSITES)


class Mapping:
    """Compiled once, immutable, safe to use from many threads: a pure function of a tree and facts.

    hash: of what it says, its tables and what it extends included; not of comments, lay-out or its name.
    types: the canonical types it makes, fields: all that it can say of them, required: what it must say.
    format, options: its reader.
    hiding: what of a tree and of its documents is not shown; `read` and `trace` see the tree without secrets.
    """

    def __init__(self, source: Source, library: Library) -> None:
        self.name = source.name
        self._tree = merged(source, library)
        self._library = library
        program = _Program(self.name, self._tree, library, tracing=False)
        self._program = program
        self._tracing: _Program | None = None
        self.format, self.options, self.types = program.format, program.options, program.types
        # Two mappings that read alike share the tree of one arrival.
        self.read_as = repr((self.format, sorted(self.options.items())))
        self.type = ", ".join(self.types)
        self.hiding = program.hiding
        self.fields = fields_of(self._tree)
        self.required = required_of(self._tree)
        self.hash = hash_of(self._tree, program.kit.tables)

    def read(self, tree: Node, facts: Facts) -> Reading:
        """Raises Unreadable naming the place, the field, what was expected and the line of the mapping."""
        return self._program.read(self.hiding.redacted(tree), facts)

    def trace(self, tree: Node, facts: Facts) -> Reading:
        """The same documents, each with the source of every canonical field."""
        if self._tracing is None:
            self._tracing = _Program(self.name, self._tree, self._library, tracing=True)
        return self._tracing.read(self.hiding.redacted(tree), facts)


def compile_mapping(source: Source, library: Library) -> Mapping:
    """Raises Unreadable listing every fault with file, line and column; nothing unknown is passed over."""
    return Mapping(source, library)


def hash_of(tree: Node, tables: Any) -> str:
    """SHA-256 of what a mapping says."""
    said = {"vocabulary": VOCABULARY, "mapping": _plain(tree), "tables": tables}
    return sha256(canonical_bytes(said)).hexdigest()


def _plain(node: Node) -> Any:
    """Without places. The order of `documents` and fields counts, for it is the order of what is made."""
    if node.kind in {"object", "list"}:
        return [node.kind, [[child.name, _plain(child)] for child in node.children]]
    return [node.kind, node.value]


class _Program:
    """The closures of one mapping, with or without trace."""

    def __init__(self, name: str, tree: Node, library: Library, *, tracing: bool) -> None:
        faults = Faults(name)
        self.kit = Kit(faults, library, READING, tracing=tracing)
        sheet = Sheet(tree, _WORDS, faults)
        prepare(self.kit, sheet)
        self.hiding = compile_hiding(sheet)
        self.format, self.options = _reads(sheet, self.kit)
        self.lenient = sheet.choice("unit", ("file", "document")) == "document"
        self.may_be_empty = sheet.flag("may be empty")
        level = Level(self.kit, "", (), {})
        self._lets = compile_lets(sheet.get("let"), level, compile_field)
        self._checks = compile_checks(sheet.get("check"), level)
        self._rules: list[Rule] = []
        self.types: tuple[str, ...] = ()
        self._compile_rules(sheet, level)
        self._empty = self.kit.cause(tree, "no_documents")
        faults.check()

    def _compile_rules(self, sheet: Sheet, level: Level) -> None:
        documents = sheet.get("documents")
        if documents is None or documents.kind != "list" or not documents.children:
            sheet.faults.add(documents or sheet.node, "a mapping needs `documents`, a list of what it makes")
            return
        types: list[str] = []
        for child in documents.children:
            below = level.inner("", (), level.variables)
            below.used = set(level.used)
            rule, made = compile_rule(child, below)
            self._rules.append(rule)
            types.extend(made)
        self.types = tuple(dict.fromkeys(types))

    def read(self, tree: Node, facts: Facts) -> Reading:
        run = Run(tree, facts)
        run.refused = [] if self.lenient else None
        scope = Scope(tree, {}, run)
        self._lets(scope)
        problems = (*run.flags, *self._checks(scope))
        documents = tuple(self._documents(scope))
        refused = tuple(run.refused or ())
        if not documents and not refused and not self.may_be_empty:
            raise Unreadable(
                "there is no document in it; send one, or say `may be empty: true` in the mapping",
                cause=self._empty,
                place=tree.place,
            )
        return Reading(documents=documents, problems=problems + refused)

    def _documents(self, scope: Scope) -> Iterator[Document]:
        for rule in self._rules:
            yield from rule(Scope(scope.node, scope.names, scope.run))


def prepare(kit: Kit, sheet: Sheet) -> None:
    """What a mapping says of itself as a whole, into the kit."""
    if sheet.text("mapping") != str(VOCABULARY):
        kit.faults.add(
            sheet.get("mapping") or sheet.node,
            f"begin with `mapping: {VOCABULARY}`, the vocabulary it is written in",
        )
    kit.tables = tables_of(sheet, kit.library)
    kit.nulls = frozenset(sheet.texts("nulls"))
    kit.zone = sheet.text("zone")
    if "numbers" in sheet:
        kit.style = number_style(Sheet(sheet.words["numbers"], _NUMBER_WORDS, kit.faults), kit)
    if kit.zone:
        try:
            zone_of(kit.zone)
        except Unfit as unfit:
            kit.faults.add(sheet.words["zone"], f"expected {unfit.expected}")


def _reads(sheet: Sheet, kit: Kit) -> tuple[str, dict[str, str]]:
    node = sheet.get("reads")
    if node is None:
        kit.faults.add(sheet.node, "a mapping needs `reads`, such as {format: csv}")
        return "", {}
    words = Sheet(node, {child.name for child in node.children}, kit.faults)
    try:
        _, options = reader_of(words, Level(kit, "", (), {}))
    except Unreadable as error:
        kit.faults.add(node, error.text)
        return "", {}
    return words.text("format"), options
