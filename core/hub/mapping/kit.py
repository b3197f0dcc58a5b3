"""What the parts of a mapping share while it is compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from core.hub.mapping.model import Facts
from core.hub.mapping.numbers import PLAIN, Style
from core.hub.mapping.scope import Scope
from core.hub.mapping.sheet import Faults, Sheet
from core.hub.node import Node, Reader, Writer

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

    def types(self) -> Mapping[str, type[msgspec.Struct]] | None:
        """The canonical types there are; None where a mapping may make what it likes (tests, trials)."""
        ...

    def writer(self, name: str) -> Writer:
        """The writer of a format, for `writes`. Unreadable if there is none."""
        ...


class KindOf(NamedTuple):
    """The words one kind knows in a field, and how it is compiled from them."""

    words: frozenset[str]
    compile: Callable[[Sheet, Kit], Kind]


class Vocabulary(NamedTuple):
    """What `as` may say, and kinds so plain that they go a shorter way where a field says no more."""

    kinds: Mapping[str, KindOf]
    short: Mapping[str, Kind]
    composites: Mapping[str, Composite]


class Composite(NamedTuple):
    """A value of several parts: `main` of `kind` is what the field reads; others are needed or not."""

    kind: str
    main: str
    needed: tuple[str, ...]
    others: tuple[str, ...]
    check: Callable[[dict[str, Any]], dict[str, Any]]

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.needed + self.others)


class Kit:
    """The mapping being compiled: its faults, its tables, how its partner writes things."""

    def __init__(self, faults: Faults, library: Library, vocabulary: Vocabulary, *, tracing: bool) -> None:
        self.faults = faults
        self.library = library
        self.vocabulary = vocabulary
        self.tracing = tracing
        self.tables: Mapping[str, Mapping[str, str]] = {}
        self.style: Style = PLAIN
        self.nulls: frozenset[str] = frozenset()
        self.zone = ""

    def cause(self, node: Node, reason: str) -> str:
        """The group a failure at this line belongs to, whatever the values."""
        return f"map.{reason}@{self.faults.spot(node)}"
