"""A house that takes from a place outside: its store, its pullers, and the place in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.memory.blobs import MemoryBlobs
from adapters.memory.source import MemorySource, MemorySources
from core.hub.arrivals import Arrival
from core.hub.contracts import Contract, Feed, Partner
from core.hub.puller import Puller
from core.hub.pulls import Pulled, PullState
from core.kernel import steps
from core.kernel.clock import FixedClock
from tests.contracts.places import a_pull
from tests.contracts.stores import START
from tests.hub_world import AnyStore

PULL = a_pull(bytes_max=1_000_000)


class Contracts:
    """A library in which every hash is one contract, with one pull or as many as a test likes."""

    def __init__(self) -> None:
        self.pulls = (PULL,)
        self.feeds: tuple[Feed, ...] = ()

    def contract(self, hash_: str) -> Contract:
        return Contract(
            partner="wms", name="W", parties=("wms",), sites=(), feeds=self.feeds, pulls=self.pulls
        )


class House:
    """A store, a place outside, and as many pullers as a test likes."""

    def __init__(self, store: AnyStore, clock: FixedClock) -> None:
        self.store, self.clock = store, clock
        self.blobs, self.library, self.sources = MemoryBlobs(), Contracts(), MemorySources()
        self.place = self.sources.known["in"] = MemorySource()
        self.puller = self.another("one")
        with store.unit() as unit:
            unit.shelf(Partner).put(Partner(partner="wms", contract="c", published_at=START))

    def another(self, owner: str) -> Puller:
        return Puller(self.store, self.blobs, self.library, self.sources, owner)  # type: ignore[arg-type]

    def look(self, *, after_s: float = 0.0) -> int:
        """Everything that is due some time later is looked at."""
        self.clock.move(after_s)
        return sum(self.puller.run(due) for due in self.puller.due(self.clock.now()))

    def documents(self) -> list[tuple[str, bytes]]:
        rows = [row for row in self.store.rows(Arrival, limit=999) if row.kind == "document"]
        return [(row.name, row.body if row.body is not None else self.blobs.get(row.blob)) for row in rows]

    def told(self) -> list[str]:
        """The alarms raised and cleared."""
        rows = [row for row in self.store.rows(Arrival, limit=999) if row.kind == "internal"]
        return [f"{row.facts.decode().split('.')[1]} {row.name.split(':2')[0]}" for row in rows]

    def state(self) -> PullState:
        found = self.store.get(PullState, "wms", "in")
        assert found is not None
        return found

    def journal(self) -> dict[str, str]:
        return {row.name: row.state for row in self.store.rows(Pulled, limit=999)}


class Dead(BaseException):
    """The process is no more."""


@contextmanager
def dying_at(step: str) -> Iterator[None]:
    """Dies at the declared step."""

    def passed(name: str) -> None:
        if name == step:
            raise Dead

    steps.listen(passed)
    try:
        yield
    finally:
        steps._listeners.remove(passed)
