"""A short run in each column, from a fixed seed: nothing is lost and nothing happens twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.columns import Column, embedded
from tests.faults.run import Plan, run

# A world is started and many of its processes die: on a busy machine that takes its time.
pytestmark = pytest.mark.timeout(1200)

PLAN = Plan(seed=3, records=400, seconds=25, faults=6)


def test_in_production_nothing_is_lost_and_nothing_happens_twice(
    production_column: Column, tmp_path: Path
) -> None:
    result = run(tmp_path, production_column, PLAN)

    assert result.said == ""
    assert result.records >= PLAN.records


@pytest.mark.servers
def test_embedded_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    """It needs no server, but the cores to itself: with those that do it runs one after another."""
    result = run(tmp_path, embedded(), PLAN)

    assert result.said == ""
    assert result.records >= PLAN.records
