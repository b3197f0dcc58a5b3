"""Where in a mapping something stands while it is compiled: its label, its variables, what was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.hub.mapping import paths
from core.hub.mapping.comparing import truth
from core.hub.mapping.expressions import compile_expression
from core.hub.mapping.kit import Kit
from core.hub.mapping.querying import Evaluate, Known, Named, touching_all, touching_one
from core.hub.mapping.scope import Scope, Unfit, no_fault
from core.hub.mapping.sheet import unknown
from core.hub.node import Node
from core.kernel.errors import Unreadable

Condition = Callable[[Scope], bool]
# A place in the source as names from the root; None where it is not known before reading.
Base = tuple[str, ...] | None
_SHOWN_MAX = 60


class Level:
    """One object of the canonical document and the place in the source its paths begin at."""

    def __init__(self, kit: Kit, label: str, base: Base, variables: Mapping[str, Base]) -> None:
        self.kit = kit
        self.label = label
        self.base = base
        self.variables = dict(variables)
        self.used: set[tuple[str, ...]] = set()

    def inner(self, label: str, base: Base, variables: Mapping[str, Base]) -> Level:
        """A level below; what is read there counts as read here."""
        level = Level(self.kit, label, base, variables)
        level.used = self.used
        return level

    def field(self, name: str) -> Level:
        label = f"{self.label}.{name}" if self.label else name
        return self.inner(label, self.base, self.variables)

    def one(self, node: Node, text: str) -> paths.One:
        """The one node at a path; a fault of the mapping if it is no path."""
        one = paths.find_one(self.path(node, text))
        return touching_one(one) if self.kit.tracing else one

    def all(self, node: Node, text: str) -> paths.All:
        every = paths.find_all(self.path(node, text))
        return touching_all(every) if self.kit.tracing else every

    def path(self, node: Node, text: str) -> paths.Path:
        try:
            path = paths.parse(text)
        except Unfit as unfit:
            self.kit.faults.add(node, f"expected {unfit.expected}")
            return paths.Path("", (), ".")
        if path.start not in {"", "/"} and path.start not in self.variables:
            self.kit.faults.add(node, unknown("variable", path.start, self.variables))
        full = self.full(path)
        if full is not None:
            self.used.add(full)
        return path

    def somewhere(self, node: Node) -> Base:
        """A base for what has no one place in the source, told from others by where the mapping says it."""
        return (f"?{self.kit.faults.where(node)}",)

    def full(self, path: paths.Path) -> Base:
        """The path from the root, as far as it is known before reading."""
        base = {"": self.base, "/": ()}.get(path.start, self.variables.get(path.start))
        return None if base is None else base + tuple(step.name for step in path.steps)

    def expression(self, node: Node, text: str) -> Evaluate:
        try:
            evaluate, read = compile_expression(text, self.kit, self.variables)
        except Unfit as unfit:
            self.kit.faults.add(node, f"expected {unfit.expected}")
            return lambda _scope: None
        for path_text in read:
            self.path(node, path_text)
        return evaluate

    def condition(self, node: Node) -> Condition:
        """An expression, or an object of paths and the text (or texts) that must stand there."""
        if node.kind == "object":
            return self._matching(node)
        if node.kind in {"list", "null"}:
            self.kit.faults.add(node, "give a condition, such as kind == 'OUT' or {kind: OUT}")
            return lambda _scope: False
        evaluate = self.expression(node, node.value or "")
        if isinstance(evaluate, Named):
            return evaluate
        fail = self.failing(node, f"the condition `{node.name}`")

        def holds(scope: Scope) -> bool:
            try:
                found = evaluate(scope)
                return found if found.__class__ is bool else truth(found)
            except Unfit as unfit:
                raise fail(unfit, None, scope.node) from None

        if not isinstance(evaluate, Known):
            return holds
        # Whether there is a value raises nothing where it is no node.
        name = evaluate.name

        def is_known(scope: Scope) -> bool:
            found = scope.names.get(name)
            return holds(scope) if isinstance(found, Node) else found is not None

        return is_known

    def _matching(self, node: Node) -> Condition:
        tests: list[tuple[paths.One, frozenset[str]]] = []
        for child in node.children:
            wanted = child.children if child.kind == "list" else (child,)
            tests.append((self.one(child, child.name), frozenset(each.value or "" for each in wanted)))
        fail = self.failing(node, f"the condition `{node.name}`")

        def holds(scope: Scope) -> bool:
            try:
                for one, wanted in tests:
                    found = one(scope)
                    if found is not None and found.value is None:
                        no_fault(found)
                    if ("" if found is None else (found.value or "").strip()) not in wanted:
                        return False
            except Unfit as unfit:
                raise fail(unfit, None, scope.node) from None
            return True

        return holds

    def failing(self, node: Node, label: str = "") -> Failing:
        return Failing(self.kit, node, label or self.label)


class Failing:
    """Makes the error of one line of the mapping: field, value, what was expected, where to mend it."""

    def __init__(self, kit: Kit, node: Node, label: str) -> None:
        self.kit = kit
        self.node = node
        self.label = label

    def __call__(self, unfit: Unfit, value: Any, at: Node) -> Unreadable:
        shown = "" if value is None else f" is {shortened(value)}"
        return Unreadable(
            f"{self.label}{shown}: expected {unfit.expected}; "
            f"mend it at the source, or how it is read at {self.kit.faults.spot(self.node)}",
            cause=self.kit.cause(self.node, unfit.reason),
            place=at.place,
        )

    def missing(self, at: Node) -> Unreadable:
        return Unreadable(
            f"{self.label} is missing; send it, or give a `default` at {self.kit.faults.spot(self.node)}",
            cause=self.kit.cause(self.node, "required"),
            place=at.place,
        )


def shortened(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"
