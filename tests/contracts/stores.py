"""Every kind of store, empty, for the suites that hold all of them to one behaviour."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import pytest

from adapters.database.engine import make_engine
from adapters.database.store import DatabaseStore
from adapters.memory.blobs import MemoryBlobs
from adapters.memory.store import MemoryStore
from core.hub.agents import Watermark
from core.hub.arrivals import Arrival, Arriving
from core.hub.intake import store_arrivals
from core.hub.ports import Lease
from core.kernel.clock import FixedClock
from tests.hub_world import AnyStore
from tests.prepared import postgres_with_tables, sqlite_with_tables
from tests.servers.fixtures import drop_if_running
from tests.servers.postgres import Postgres

START = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
BLOBS = MemoryBlobs()
_numbers = itertools.count(1)
KINDS = ("memory", "sqlite", pytest.param("postgres", marks=pytest.mark.servers))


def open_store(kind: str, request: pytest.FixtureRequest, clock: FixedClock) -> AnyStore:
    """A store of that kind with that clock; its tables are made."""
    if kind == "memory":
        return MemoryStore(clock)
    engine = make_engine(_address(kind, request, clock))
    request.addfinalizer(engine.dispose)
    return DatabaseStore(engine, clock)


def _address(kind: str, request: pytest.FixtureRequest, clock: FixedClock) -> str:
    if kind == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        return sqlite_with_tables(folder / "hub.db")
    server: Postgres = request.getfixturevalue("postgres")
    name = f"store_{next(_numbers)}"
    request.addfinalizer(partial(drop_if_running, server, name))
    return postgres_with_tables(server, name, clock.now())


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
