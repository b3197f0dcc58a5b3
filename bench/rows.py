"""Rows of the bench: less is better under a bound, more is better beside a rate."""

from __future__ import annotations

from typing import Any


def at_most(name: str, ours: float, bound: float, unit: str) -> dict[str, Any]:
    """{name, ours, other, other_name, unit, ratio, target, met}; the ratio is the bound to ours."""
    return {
        "name": name,
        "ours": round(ours),
        "other": round(bound),
        "other_name": "bound",
        "unit": unit,
        "ratio": round(bound / ours, 2),
        "target": 1.0,
        "met": ours <= bound,
    }


def at_least(
    name: str,
    ours: float,
    other: float,
    share: float,
    *,
    beside: str = "short history",
    unit: str = "records/s",
) -> dict[str, Any]:
    """The same row for a rate beside another, of which at least a share is wanted."""
    return {
        "name": name,
        "ours": round(ours),
        "other": round(other),
        "other_name": beside,
        "unit": unit,
        "ratio": round(ours / other, 2),
        "target": share,
        "met": ours >= share * other,
    }
