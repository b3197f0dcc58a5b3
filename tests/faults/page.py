"""The page of runs: one row each, appended to docs/faults.md."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.run import Result

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


def add_row(seed: int, column: str, result: Result) -> None:
    """Counts only: which faults in which order follows from the seed."""
    with PAGE.open("a", encoding="utf-8") as page:
        page.write(row(seed, column, result, on=datetime.now(UTC)))


def row(seed: int, column: str, result: Result, *, on: datetime) -> str:
    kinds = Counter(fault.kind for fault in result.faults)
    drawn = ", ".join(f"{many} {kind}" for kind, many in sorted(kinds.items()))
    other = len(result.said.splitlines()) - result.count("lost") - result.count("doubled")
    cells = (
        f"{on:%Y-%m-%d}", seed, column, drawn or "none", result.records, result.count("lost"),
        result.count("doubled"), other, f"{result.ready_s:.1f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |\n"
