"""Figures computed elsewhere, one vector by its name; who imports this is skipped where they are not here."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[3] / "shared" / "vectors" / "vectors.json"
if not PAGE.is_file():
    pytest.skip("../shared/vectors is not here", allow_module_level=True)
VECTORS: dict[str, dict[str, Any]] = {
    each["id"]: each for each in json.loads(PAGE.read_text(encoding="utf-8"))["vectors"]
}


def vector(name: str) -> tuple[dict[str, Any], Any]:
    """What goes in, and what was computed elsewhere."""
    found = VECTORS[name]
    return found["input"], found["expected"]


def minor(text: str | float) -> int:
    """An amount as written, in hundredths; they are all of currencies with two decimals."""
    scaled = Decimal(str(text)) * 100
    assert scaled == int(scaled), text
    return int(scaled)


def day(text: str) -> date:
    return date.fromisoformat(text)


def spelled_day(text: str) -> date:
    """`01 February 2024`."""
    return datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007 (a date has no zone)
