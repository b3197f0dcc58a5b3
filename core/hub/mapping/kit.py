"""What the parts of a mapping share while it is compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from core.hub.mapping.model import Facts
from core.hub.mapping.numbers import PLAIN, Style
from core.hub.mapping.scope import Scope
from core.hub.mapping.sheet import Faults
from core.hub.node import Node, Reader

# Text that is neither blank nor one of the partner's words for nothing, to a value; Unfit if it does not fit.
Kind = Callable[[str, Facts], Any]
# A value of the canonical document, None where there is none.
Get = Callable[[Scope], Any]


class Library(Protocol):
    """What a mapping may ask for by name beside its own text."""

    def tree(self, name: str) -> Node:
        """Another file below mappings/: one it extends, or code tables. Unreadable if there is none."""
        ...

    def reader(self, name: str) -> Reader:
        """The reader of a format, for `reads` and `unwrap`. Unreadable if there is none."""
        ...


class Kit:
    """The mapping being compiled: its faults, its tables, how its partner writes things."""

    def __init__(self, faults: Faults, library: Library, tracing: bool) -> None:
        self.faults = faults
        self.library = library
        self.tracing = tracing
        self.tables: Mapping[str, Mapping[str, str]] = {}
        self.style: Style = PLAIN
        self.nulls: frozenset[str] = frozenset()
        self.zone = ""

    def cause(self, node: Node, reason: str) -> str:
        """The group a failure at this line belongs to, whatever the values."""
        return f"map.{reason}@{self.faults.spot(node)}"
