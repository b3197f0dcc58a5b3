"""Sums over rows by groups: the database adds up what is there, a unit of work what it adds itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from core.hub.records import Record, Sums


def sums_of(rows: Iterable[Record], by: tuple[str, ...], of: str) -> Sums:
    """The plain way, row by row."""
    group, value = attrgetter(*by), attrgetter(of)
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        named = group(row)
        both = found.setdefault(named if len(by) > 1 else (named,), [0, 0])
        both[0] += value(row)
        both[1] += 1
    return {key: (total, count) for key, (total, count) in found.items()}


def add_sums(left: Mapping[tuple[Any, ...], tuple[int, int]], right: Sums) -> Sums:
    """Both together."""
    found = dict(left)
    for key, (total, count) in right.items():
        before = found.get(key, (0, 0))
        found[key] = (before[0] + total, before[1] + count)
    return found


def fits(row: Record, equal: Mapping[str, Any]) -> bool:
    """Whether the row's fields equal these values, or one of several in a tuple."""
    return all(
        getattr(row, name) in value if isinstance(value, tuple) else getattr(row, name) == value
        for name, value in equal.items()
    )
