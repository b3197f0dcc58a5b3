"""A decision by a table of 60 rows: processor time beside 15 microseconds, and beside zen-engine."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import zen

from core.risk import Compiled, Input, Row, Table, document_of

NEEDED_US = 15.0
ROUNDS, A_ROUND, A_PEERS_ROUND = 25, 1000, 100
ROWS = 60


def measure() -> list[dict[str, Any]]:
    """Values that meet an early row, a late one and none that is said; decimals as they come."""
    table = a_table()
    ours = Compiled(table, {})
    asked = {
        "first row": {"score": 997, "age_days": Decimal("10.5"), "rating": "AAA"},
        "last row": {"score": 3, "age_days": Decimal("10.5"), "rating": "AAA"},
        "an input missing": {"score": 500, "rating": "AAA"},
    }
    found = {
        name: _each_us(lambda values=values: ours.answer(values), A_ROUND)  # type: ignore[misc]
        for name, values in asked.items()
    }
    decision = zen.ZenEngine().create_decision(document_of([table], {}).decode())
    floats = {"score": 3, "age_days": 10.5, "rating": "AAA"}
    assert json.loads(json.dumps(decision.evaluate(floats)["result"])) == {"rate": 1}
    found["zen-engine, last row, floats"] = _each_us(lambda: decision.evaluate(floats), A_PEERS_ROUND)
    for name, each_us in found.items():
        print(f"  {name}: {each_us:.1f} us")
    worst = max(found[name] for name in asked)
    return [
        {
            "name": "decisions: a table of 60 rows",
            "ours": 1e6 / worst,
            "other": 1e6 / NEEDED_US,
            "other_name": "one in 15 microseconds",
            "unit": "decisions/s",
            "ratio": NEEDED_US / worst,
            "target": 1.0,
            "met": worst <= NEEDED_US,
        }
    ]


def a_table() -> Table:
    """Bands of a score, by rating and age; the last row takes whatever is left of the lowest band."""
    rows = []
    for at in range(ROWS - 1):
        low = 1000 - 16 * (at + 1)
        when = {"score": f"[{low}..{low + 16})", "age_days": f"<= {90 - at}", "rating": "'AAA', 'AA', 'A'"}
        rows.append(Row(row_id=str(at), when=when, then={"rate": f"0.{99 - at}"}, because=f"band {at}"))
    rows.append(Row(row_id="rest", then={"rate": "1"}, because="whatever is left"))
    return Table(
        name="rates",
        inputs=(Input(name="score"), Input(name="age_days"), Input(name="rating", kind="text")),
        outputs=("rate",),
        rows=tuple(rows),
    )


def _each_us(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(times):
            work()
        taken.append((time.process_time() - begun) / times * 1e6)
    return statistics.median(taken)
