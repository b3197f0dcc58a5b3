"""Every kind of store, empty, for the suites that hold all of them to one behaviour."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.memory.blobs import MemoryBlobs
from adapters.memory.store import MemoryStore
from adapters.wiring.rooms import discover
from core.hub.agents import Watermark
from core.hub.arrivals import Arrival, Arriving
from core.hub.intake import store_arrivals
from core.hub.ports import Lease
from core.kernel.clock import FixedClock

START = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
BLOBS = MemoryBlobs()
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


def arriving(payload: bytes = b"x", *, site: str = "W1") -> Arriving:
    """Something that arrives, from a place of this name."""
    return Arriving(
        partner="p", source="s", site=site, door="rest", delivery="p/rest/k", payload=payload,
        seen_at=START, facts={"a": "ä\u2028"},
    )  # fmt: skip


def take(store: AnyStore, *arrivals: Arriving) -> list[Arrival]:
    """Takes it in, in one unit of work."""
    with store.unit() as unit:
        return store_arrivals(unit, BLOBS, arrivals)


def advance(store: AnyStore, lease: Lease, position: int, said: str) -> None:
    """A unit of work that leaves a mark and moves the partition's position."""
    with store.unit() as unit:
        unit.shelf(Watermark).put(Watermark(agent="a", source="s", watermark=said, at=START))
        unit.advance(lease, msgspec.structs.replace(lease, position=position))
