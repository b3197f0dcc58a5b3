"""How an expression compares: numbers as numbers, texts as texts, and never one for the other by accident."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.hub.mapping.functions import Value
from core.hub.mapping.numbers import decimal
from core.hub.mapping.scope import Unfit

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def truth(value: Value) -> bool:
    """A condition's outcome; nothing is no. A text is no condition, or 'false' would be a yes."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Unfit("condition", f"a condition, such as {value!r} == …")


def compare(sign: str, left: Value, right: Value) -> bool:
    if sign == "==":
        return _equal(left, right)
    if sign == "!=":
        return not _equal(left, right)
    if left is None or right is None:
        return False
    one, other = _number_or_none(left), _number_or_none(right)
    if one is not None and other is not None:
        return _ORDERS[sign](one, other)
    if one is None and other is None and isinstance(left, str) and isinstance(right, str):
        return _ORDERS[sign](left, right)
    raise Unfit("comparison", f"two numbers or two texts, not {left!r} {sign} {right!r}")


def _equal(left: Value, right: Value) -> bool:
    if type(left) is type(right):
        return left == right
    if left is None or right is None:
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        return str(left).lower() == str(right).lower()
    one, other = _number_or_none(left), _number_or_none(right)
    return one is not None and one == other


def _number_or_none(value: Value) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    try:
        return decimal(value.strip())
    except Unfit:
        return None
