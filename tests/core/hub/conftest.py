"""The hub over each kind of store."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kernel.clock import FixedClock
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import START, HubWorld


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> HubWorld:
    """A hub with one partner published, over memory, SQLite and PostgreSQL in turn."""
    clock = FixedClock(START)
    made = HubWorld(open_store(request.param, request, clock), clock, tmp_path / "mappings")
    made.publish()
    return made
