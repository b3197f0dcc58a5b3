"""A house that takes from a folder of this machine, also as one that was restored."""

from __future__ import annotations

from pathlib import Path

import msgspec

from adapters.file.source import make_source
from adapters.memory.store import MemoryStore
from core.hub.arrivals import Arrival
from core.hub.contracts import Pull
from core.hub.incarnations import FIRST, Incarnation
from core.hub.pull_rows import fresh_of
from core.hub.pulls import PullState, Source
from core.kernel.clock import FixedClock
from tests.contracts.places import a_pull
from tests.contracts.stores import START
from tests.core.hub.pulling import House


class Folders:
    """Opens the folders that contracts name."""

    def open(self, partner: str, pull: Pull) -> Source:
        return make_source(pull, b"")


def a_house(folder: Path, **options: str) -> House:
    clock = FixedClock(START)
    house = House(MemoryStore(clock), clock)
    house.library.pulls = (a_pull("file", f"file://{folder}", options=options),)
    house.sources = Folders()  # type: ignore[assignment]
    house.puller = house.another("one")
    return house


def a_restored_house(folder: Path, **options: str) -> House:
    """Its backup knows of nothing that was ever taken."""
    house = a_house(folder, **options)
    with house.store.unit() as unit:
        unit.shelf(PullState).put(fresh_of("wms", house.library.pulls[0], START, FIRST))
        unit.shelf(Incarnation).add(
            Incarnation(number=7, complete_to=START, restored_at=START, by="li", why="the disk died")
        )
    return house


def broken_files(house: House) -> dict[str, str]:
    """What was taken as something that nobody reads, and why."""
    rows = [row for row in house.store.rows(Arrival, limit=99) if row.kind == "document"]
    facts = [(row.name, msgspec.json.decode(row.facts, type=dict[str, str])) for row in rows]
    return {name: said["broken_file"] for name, said in facts if "broken_file" in said}
