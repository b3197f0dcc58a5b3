"""Questions about one tree in the words of mappings: whether something holds, and what stands at a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

import msgspec

from core.hub.mapping.kit import Kit, Vocabulary
from core.hub.mapping.level import Level
from core.hub.mapping.model import Facts
from core.hub.mapping.scope import Run, Scope, items
from core.hub.mapping.sheet import Faults
from core.hub.node import Node
from core.kernel.errors import Unreadable

Holds = Callable[[Node], bool]
Finds = Callable[[Node], list[Node]]


class Questions:
    """Compiled one by one; `check` then tells all that is wrong. name: whose words they are."""

    def __init__(self, name: str) -> None:
        self._faults = Faults(name)
        kit = Kit(self._faults, _Nothing(), Vocabulary({}, {}, {}), tracing=False)
        self._level = Level(kit, name, (), {})

    def condition(self, word: str, text: str) -> Holds:
        """An expression such as `status == 0`. Asked, it raises Unreadable where it cannot be judged."""
        holds = self._level.condition(Node(word, text, (), word, "text"))
        return lambda tree: holds(Scope(tree, {}, Run(tree, Facts())))

    def nodes(self, word: str, text: str) -> Finds:
        """What stands at a path such as `data/details`; of a list what it holds."""
        every = self._level.all(Node(word, text, (), word, "text"), text)
        return lambda tree: items(every(Scope(tree, {}, Run(tree, Facts()))))

    def text(self, word: str, text: str) -> Callable[[Node], str]:
        """The first text at a path, "" where there is none."""
        nodes = self.nodes(word, text)
        return lambda tree: next((one.value.strip() for one in nodes(tree) if one.value), "")

    def check(self) -> None:
        """Raises Unreadable listing every fault."""
        self._faults.check()


class _Nothing:
    """A question asks for nothing beside its own text."""

    def tree(self, name: str) -> NoReturn:
        raise Unreadable(f"{name!r}: a question names no other file")

    def reader(self, name: str) -> NoReturn:
        raise Unreadable(f"{name!r}: a question names no format")

    def writer(self, name: str) -> NoReturn:
        raise Unreadable(f"{name!r}: a question names no format")

    def types(self) -> Mapping[str, type[msgspec.Struct]] | None:
        return None
