"""After an integration test: the books rebuilt from the message store must be the same, byte for byte."""

from __future__ import annotations

from typing import Protocol

from adapters.memory.store import MemoryStore
from core.hub.normalize import Normalizer
from core.hub.ports import Library, Rooms, Store
from core.hub.rebuild import Difference, Rebuild, compare
from core.kernel.clock import Clock


class Built(Protocol):
    """Anything that has a hub's parts: a HubWorld of the tests, a Hub of the wiring."""

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def normalizer(self) -> Normalizer: ...

    @property
    def library(self) -> Library: ...

    @property
    def rooms(self) -> Rooms: ...


def rebuilt(hub: Built) -> tuple[MemoryStore, int]:
    """New books in memory from everything the hub handled, and how many units of work that was."""
    books = MemoryStore(hub.clock)
    return books, Rebuild(hub.store, books, hub.normalizer, hub.library, hub.rooms).run()


def differences(hub: Built) -> list[Difference]:
    """How the rebuilt books differ from those of the hub."""
    books, _ = rebuilt(hub)
    return compare(hub.store, books)


def assert_rebuilds(hub: Built) -> None:
    """Call it when all work is done; it finds what was lost, doubled, or hangs on chance or time."""
    found = differences(hub)
    assert found == [], "\n".join(f"{one.what} {one.table} {one.key} {one.changes}" for one in found)
