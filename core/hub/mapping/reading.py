"""From a node to a value: the short way that most fields go, made to be fast."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from core.hub.mapping.functions import text as text_of
from core.hub.mapping.kit import Get, Kind
from core.hub.mapping.level import Failing
from core.hub.mapping.numbers import DIGITS_MAX
from core.hub.mapping.paths import One
from core.hub.mapping.querying import Evaluate
from core.hub.mapping.scope import Scope, Unfit, no_fault
from core.hub.node import Node

_NOT_A_VALUE = "one value, and there is an object or a list; name what is meant in it"


def read_node(one: One, convert: Kind, fail: Failing) -> Get:
    """The value of the node at a path."""

    def get(scope: Scope) -> object:
        node = None
        try:
            node = one(scope)
            if node is None:
                return None
            text = node.value
            if text is None:
                _refuse_object(node)
                return None
            return convert(text, scope.run.facts)
        except Unfit as unfit:
            raise fail(unfit, node and node.value, node or scope.node) from None

    return get


def _refuse_object(node: Node) -> None:
    """Of a node without text: that it is nothing, and not something else."""
    no_fault(node)
    if any(not child.name.startswith("@") for child in node.children) or node.kind == "object":
        raise Unfit("not_a_value", _NOT_A_VALUE)


def first_path(ones: list[One]) -> Callable[[Scope], Node | None]:
    """The first of several paths that leads to something that is not blank."""

    def first(scope: Scope) -> Node | None:
        for one in ones:
            node = one(scope)
            if node is not None and ((node.value or "").strip() or node.children):
                return node
        return None

    return first


def convert_value(evaluate: Evaluate, convert: Kind | None, fail: Failing) -> Get:
    """The value of an expression or fact, as it is or turned into a kind."""

    def get(scope: Scope) -> object:
        value = None
        try:
            value = evaluate(scope)
            if isinstance(value, Decimal):
                value = _as_sent(value)
            if value is None or convert is None:
                return value
            return convert(text_of(value), scope.run.facts)
        except Unfit as unfit:
            raise fail(unfit, value, scope.node) from None

    return get


def _as_sent(value: Decimal) -> Decimal:
    """A computed number must be one that can be written."""
    if len(value.as_tuple().digits) > DIGITS_MAX:
        raise Unfit("number_too_long", f"at most {DIGITS_MAX} digits; round() it")
    return Decimal(format(value, "f")) if value else value.copy_abs()
