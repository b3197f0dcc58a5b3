"""Every kind of store, empty, for the suites that hold all of them to one behaviour."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.memory.store import MemoryStore
from adapters.wiring.rooms import discover
from core.kernel.clock import FixedClock

AnyStore = MemoryStore | DatabaseStore
KINDS = ("memory", "sqlite", pytest.param("postgres", marks=pytest.mark.servers))


def open_store(kind: str, request: pytest.FixtureRequest, clock: FixedClock) -> AnyStore:
    """A store of that kind with that clock; its tables are made."""
    if kind == "memory":
        return MemoryStore(clock)
    discover()
    if kind == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        url = f"sqlite:///{folder / 'hub.db'}"
    else:
        url = str(request.getfixturevalue("database_url"))
    engine = make_engine(url)
    request.addfinalizer(engine.dispose)
    create_schema(engine, clock.now())
    return DatabaseStore(engine, clock)
