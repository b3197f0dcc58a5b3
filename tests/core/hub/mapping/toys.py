"""Two formats nobody built in: fixed-width records, and segments with qualifiers and composites."""

from __future__ import annotations

from collections.abc import Collection

from adapters.formats.mappings import Library, nothing
from adapters.formats.yaml import READER as YAML
from core.hub.mapping import Mapping, Source, compile_mapping
from core.hub.node import Node, Reader
from core.kernel.errors import Unreadable


class FixedWidth:
    """Each line a record; its first sign says which columns it has: `H=no:1-6,day:7-14`."""

    options: Collection[str] = frozenset({"records"})

    def check(self, options: dict[str, str]) -> None:
        self._layout(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        layout = self._layout(options)
        lines = payload.decode().splitlines()
        return Node(
            "file", None, tuple(self._record(number, line, layout) for number, line in enumerate(lines, 1))
        )

    def _record(self, number: int, line: str, layout: dict[str, list[tuple[str, int, int]]]) -> Node:
        if line[:1] not in layout:
            raise Unreadable(f"line {number} is no record", cause="fixed.record", place=f"line {number}")
        cells = tuple(
            Node(name, line[begin:end], (), ("line %d columns %d-%d", number, begin + 1, end))
            for name, begin, end in layout[line[0]]
        )
        return Node(line[0], None, cells, ("line %d", number))

    @staticmethod
    def _layout(options: dict[str, str]) -> dict[str, list[tuple[str, int, int]]]:
        layout = {}
        for record in options["records"].split("\n"):
            kind, _, columns = record.partition("=")
            cells = [column.replace(":", "-").split("-") for column in columns.split(",")]
            layout[kind] = [(name, int(begin), int(end)) for name, begin, end in cells]
        return layout


class Segments:
    """RFF+ON:4711' into RFF with children C506 by number: element 1 component 2 is the child "1.2"."""

    options: Collection[str] = frozenset()

    def check(self, options: dict[str, str]) -> None:
        """It has none."""

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        found: list[Node] = []
        for number, text in enumerate(payload.decode().replace("\n", "").split("'"), 1):
            if text:
                found.append(self._segment(number, text))
        return Node("interchange", None, tuple(found))

    @staticmethod
    def _segment(number: int, text: str) -> Node:
        tag, *elements = text.split("+")
        parts = tuple(
            Node(
                f"{element}.{component}", value, (), ("segment %d %s %d.%d", number, tag, element, component)
            )
            for element, said in enumerate(elements, 1)
            for component, value in enumerate(said.split(":"), 1)
        )
        return Node(tag, None, parts, ("segment %d", number))


TOYS: dict[str, Reader] = {"fixed": FixedWidth(), "segments": Segments()}


class ToyLibrary(Library):
    """The formats of the house and the two toys."""

    def __init__(self) -> None:
        super().__init__(nothing, types=None)

    def reader(self, name: str) -> Reader:
        return TOYS.get(name) or super().reader(name)


def toy_mapping(text: bytes) -> Mapping:
    return compile_mapping(Source("toy/in/x.yaml", YAML.read(text, {})), ToyLibrary())


def toy_tree(mapping: Mapping, payload: str) -> Node:
    return TOYS[mapping.format].read(payload.encode(), mapping.options)
