"""What goes out: a canonical body to the tree a partner's format is written from."""

from __future__ import annotations

from typing import Any

from core.hub.mapping.checks import compile_checks
from core.hub.mapping.compiler import hash_of, prepare
from core.hub.mapping.fields import compile_field
from core.hub.mapping.kit import Get, Kit, Library, Vocabulary
from core.hub.mapping.lets import compile_lets, options_of
from core.hub.mapping.level import Level
from core.hub.mapping.model import Facts, Source
from core.hub.mapping.objects import compile_fields
from core.hub.mapping.scope import Run, Scope
from core.hub.mapping.sheet import Faults, Sheet
from core.hub.mapping.shown import SHOWN
from core.hub.mapping.sources import merged
from core.hub.mapping.trees import tree_of, written
from core.hub.node import Node
from core.kernel.errors import Unreadable

_WORDS = frozenset(
    {
        "mapping",
        "about",
        "tables",
        "numbers",
        "nulls",
        "zone",
        "writes",
        "takes",
        "let",
        "check",
        "file",
        "tree",
    }
)
_FILE_NAME_MAX = 200
WRITING = Vocabulary(SHOWN, {}, {})


class Writing:
    """Compiled once, immutable, safe to use from many threads: a pure function of a canonical body and facts.

    type: the canonical type it takes. format, options: the writer that makes bytes of its tree.
    """

    def __init__(self, source: Source, library: Library) -> None:
        self.name = source.name
        tree = merged(source, library)
        faults = Faults(source.name)
        kit = Kit(faults, library, WRITING, tracing=False)
        sheet = Sheet(tree, _WORDS, faults)
        prepare(kit, sheet)
        self.type = sheet.text("takes")
        if not self.type:
            faults.add(tree, "say which canonical type it `takes`")
        self.format, self.options = _writes(sheet, kit)
        level = Level(kit, "", (), {})
        self._lets = compile_lets(sheet.get("let"), level, compile_field)
        self._checks = compile_checks(sheet.get("check"), level)
        self._file = compile_field(sheet.words["file"], level.field("file")) if "file" in sheet else None
        self._root, self._build = _tree(sheet, level)
        faults.check()
        self.hash = hash_of(tree, kit.tables)

    def write(self, body: dict[str, Any], facts: Facts) -> Node:
        """The tree of what goes out; Unreadable names the canonical field and the line of the mapping."""
        scope = self._scope(body, facts)
        self._checks(scope)
        made = self._build(scope)
        if scope.run.flags:
            flag = scope.run.flags[0]
            raise Unreadable(flag.text, cause=flag.code, place=flag.place)
        return written(self._root, made)

    def file_name(self, body: dict[str, Any], facts: Facts) -> str:
        """What the file is called, "" where the mapping does not say."""
        if self._file is None:
            return ""
        scope = self._scope(body, facts)
        name = str(self._file(scope) or "")
        if not 0 < len(name) <= _FILE_NAME_MAX or any(sign in name for sign in "/\\\0\n\r") or name[0] == ".":
            raise Unreadable(
                f"{name!r} is no file name; mend `file` in {self.name}", cause=f"map.file_name@{self.name}"
            )
        return name

    def _scope(self, body: dict[str, Any], facts: Facts) -> Scope:
        tree = tree_of(body)
        scope = Scope(tree, {}, Run(tree, facts))
        self._lets(scope)
        return scope


def compile_writing(source: Source, library: Library) -> Writing:
    """Raises Unreadable listing every fault with file, line and column; nothing unknown is passed over."""
    return Writing(source, library)


def _tree(sheet: Sheet, level: Level) -> tuple[str, Get]:
    """The root's name, and what stands in it."""
    node = sheet.get("tree")
    if node is None:
        sheet.faults.add(sheet.node, "say what is written: `tree: {name: Order, fields: {…}}`")
        return "", lambda _scope: {}
    words = Sheet(node, {"name", "fields", "about"}, sheet.faults)
    fields = words.get("fields") or Node("fields", kind="object", at=node.at)
    build, _ = compile_fields(fields, level, compile_field)
    return words.text("name", "root"), build


def _writes(sheet: Sheet, kit: Kit) -> tuple[str, dict[str, str]]:
    node = sheet.get("writes")
    if node is None:
        kit.faults.add(sheet.node, "say what it `writes`, such as {format: csv}")
        return "", {}
    words = Sheet(node, {child.name for child in node.children}, kit.faults)
    try:
        writer = kit.library.writer(words.text("format"))
        options = options_of(words, writer.options)
        writer.check(options)
    except Unreadable as error:
        kit.faults.add(node, error.text)
        return "", {}
    return words.text("format"), options
