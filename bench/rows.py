"""A row of the bench where less is better and a bound says how much may be."""

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
