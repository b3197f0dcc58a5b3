"""What an expression asks of the tree: values and counts by path, variables, facts, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from core.hub.mapping import paths
from core.hub.mapping.comparing import truth
from core.hub.mapping.converting import lookup
from core.hub.mapping.event_hash import event_hash
from core.hub.mapping.functions import Value, text
from core.hub.mapping.kit import Kit
from core.hub.mapping.numbers import EXACT, decimals
from core.hub.mapping.scope import Scope, Unfit, items, no_fault
from core.hub.mapping.sheet import unknown
from core.hub.node import Node
from core.hub.rows import NotPlain, Row, Wanted, texts_in

Evaluate = Callable[[Scope], Value]
Select = Callable[[Scope], Iterable[Node]]
AGGREGATES = frozenset({"count", "sum", "min", "max", "distinct"})


class Named:
    """Whether the node here has one of these names: what parts segments and records."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def __call__(self, scope: Scope) -> bool:
        return scope.node.name in self.names


class Variable:
    """The value known by a name, or that of the node which is."""

    def __init__(self, name: str, value: Callable[[Node | None], Value], tracing: bool) -> None:
        self.name, self._value, self._tracing = name, value, tracing

    def __call__(self, scope: Scope) -> Value:
        if self._tracing:
            scope.run.touched.extend(scope.run.values.get(self.name, ()))
        found = scope.names.get(self.name)
        if not isinstance(found, Node):
            return found
        nodes = items((found,))
        return self._value(paths.only(nodes)) if nodes else None


class Known:
    """Whether a name has a value; `otherwise` where it holds a node, whose value has to be looked at."""

    def __init__(self, variable: Variable, otherwise: Evaluate) -> None:
        self.name, self.otherwise = variable.name, otherwise

    def __call__(self, scope: Scope) -> Value:
        found = scope.names.get(self.name)
        return self.otherwise(scope) if isinstance(found, Node) else found is not None


def name_of(scope: Scope) -> str:
    return scope.node.name


class Queries:
    """Compiles what an expression asks; keeps the paths it reads."""

    NAMES = frozenset({"text", "number", "exists", "empty", "name", "fact", "lookup", "event_hash"})

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.paths: set[str] = set()
        parse = decimals(kit.style)
        nulls = kit.nulls

        def value(node: Node | None) -> Value:
            if node is None:
                return None
            if node.value is None:
                no_fault(node)
                return None
            if node.kind in {"true", "false"}:
                return node.kind == "true"
            found = node.value.strip()
            return None if not found or found in nulls else found

        def number(found: Value) -> Decimal:
            return found if isinstance(found, Decimal) else parse(text(found))

        self.value = value
        self.number = number

    def knows(self, name: str, arguments: int) -> bool:
        return name in self.NAMES and arguments == {"name": 0, "event_hash": 0, "lookup": 2}.get(name, 1)

    def value_at(self, path_text: str) -> Evaluate:
        one, value = self._one(path_text), self.value
        path = self._path(path_text)
        if self.kit.tracing or not path.is_child:
            return lambda scope: value(one(scope))
        wanted, nulls = Wanted([path.steps[0].name]), self.kit.nulls

        def get(scope: Scope) -> Value:
            node = scope.node
            if not isinstance(node, Row):
                return value(one(scope))
            try:
                [text] = texts_in(node, wanted)
            except NotPlain:
                return value(one(scope))
            found = text.strip() if text else ""
            return None if not found or found in nulls else found

        return get

    def variable(self, name: str) -> Evaluate:
        return Variable(name, self.value, self.kit.tracing)

    def call(self, name: str, literal: object, parts: list[Evaluate]) -> Evaluate:
        if name == "name":
            return name_of
        if name == "event_hash":
            return lambda scope: event_hash(scope.node, scope.run.root)
        if name == "lookup":
            return self._lookup(literal, parts[1])
        if name == "fact":
            return self._fact(literal)
        if not isinstance(literal, str):
            part, asked = parts[0], self._of_value(name, parts[0])
            short = name == "exists" and not self.kit.tracing
            return Known(part, asked) if short and isinstance(part, Variable) else asked
        if name == "exists":
            select = self._all(literal)
            return lambda scope: bool(select(scope))
        if name == "empty":
            self.paths.add(literal)
            return paths.find_empty(paths.parse(literal))
        at = self.value_at(literal)
        return at if name == "text" else self._of_value("number", at)

    def aggregate(self, name: str, path_text: str, each: Evaluate | None) -> Evaluate:
        """count, sum, min, max or distinct over a path; `each` is a value, or a condition to count by."""
        select, value, number = self._all(path_text), self.value, self.number

        def values(scope: Scope) -> list[Value]:
            nodes = select(scope)
            if each is None:
                return [value(node) for node in nodes]
            return [each(Scope(node, scope.names, scope.run)) for node in nodes]

        def numbers(scope: Scope) -> list[Decimal]:
            return [number(found) for found in values(scope) if found is not None]

        if name == "count":
            if each is None:
                return lambda scope: Decimal(len(list(select(scope))))
            return lambda scope: Decimal(sum(truth(found) for found in values(scope)))
        if name == "distinct":
            return lambda scope: Decimal(len({text(found) for found in values(scope) if found is not None}))
        if name == "sum":
            return lambda scope: _sum(numbers(scope))
        pick = min if name == "min" else max
        return lambda scope: pick(numbers(scope), default=None)

    def _of_value(self, name: str, part: Evaluate) -> Evaluate:
        if name == "number":
            number = self.number
            return lambda scope: None if (found := part(scope)) is None else number(found)
        if name == "exists":
            return lambda scope: part(scope) is not None
        return lambda scope: None if (found := part(scope)) is None else text(found)

    def _lookup(self, literal: object, part: Evaluate) -> Evaluate:
        table = self.kit.tables.get(literal) if isinstance(literal, str) else None
        if table is None or not isinstance(literal, str):
            raise Unfit("expression", unknown("table", str(literal), self.kit.tables))
        look = lookup(table, literal, "refuse")
        return lambda scope: None if (found := part(scope)) is None else look(text(found))

    def _fact(self, literal: object) -> Evaluate:
        if not isinstance(literal, str):
            raise Unfit("expression", "fact('name') with the name as a text")
        tracing = self.kit.tracing

        def get(scope: Scope) -> Value:
            if tracing:
                scope.run.touched.append(f"fact {literal}")
            return scope.run.facts.get(literal) or None

        return get

    def _one(self, path_text: str) -> paths.One:
        one = paths.find_one(self._path(path_text))
        return touching_one(one) if self.kit.tracing else one

    def _all(self, path_text: str) -> paths.All:
        every = paths.find_all(self._path(path_text))
        return touching_all(every) if self.kit.tracing else every

    def _path(self, path_text: str) -> paths.Path:
        path = paths.parse(path_text)
        self.paths.add(path_text)
        return path


def touching_one(one: paths.One) -> paths.One:
    """The same, remembering where it was read."""

    def get(scope: Scope) -> Node | None:
        node = one(scope)
        if node is not None:
            scope.run.touched.append(node.place)
        return node

    return get


def touching_all(every: paths.All) -> paths.All:
    def get(scope: Scope) -> list[Node]:
        nodes = list(every(scope))
        scope.run.touched.extend(node.place for node in nodes)
        return nodes

    return get


def _sum(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for found in numbers:
        total = EXACT.add(total, found)
    return total
