"""A hub with a clock that is moved by hand, and the jobs that are due by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.kernel.clock import FixedClock
from tests.prepared import sqlite_with_tables
from tests.schedules.ticking import START, Ticking


@pytest.fixture
def ticking(tmp_path: Path) -> Iterator[Ticking]:
    """A hub on SQLite in a folder of its own."""
    made = Ticking(tmp_path, sqlite_with_tables(tmp_path / "hub.db"), FixedClock(START))
    yield made
    made.hub.store.engine.dispose()
