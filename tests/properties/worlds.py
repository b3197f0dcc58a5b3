"""New hubs, one for each example, and how a machine is run with them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import Engine

from adapters.database.engine import make_engine
from adapters.database.store import DatabaseStore
from adapters.memory.store import MemoryStore
from core.kernel.clock import FixedClock
from core.kernel.errors import HubError
from tests.hub_world import START, HubWorld
from tests.prepared import sqlite_with_tables

TIMES = int(os.environ.get("LIANQIAO_MACHINES_TIMES", "1"))
ROUNDS_MORE = 11
ON_EACH_STORE = pytest.mark.parametrize("worlds", ["memory", "sqlite"], indirect=True)


class Worlds:
    """Hubs over empty stores of one kind."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._folder = folder
        self._count = 0
        self._engine: Engine | None = None

    def new(self) -> HubWorld:
        """A hub with one partner published; the one before is left behind."""
        self.end()
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        clock = FixedClock(START)
        world = HubWorld(self._store(folder, clock), clock, folder / "mappings")
        world.publish()
        return world

    def end(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _store(self, folder: Path, clock: FixedClock) -> MemoryStore | DatabaseStore:
        if self._kind == "memory":
            return MemoryStore(clock)
        self._engine = make_engine(sqlite_with_tables(folder / "hub.db"))
        return DatabaseStore(self._engine, clock)


def run(machine: Callable[[], RuleBasedStateMachine], profile: str = "machines") -> None:
    """Runs the machine; AssertionError tells the steps that broke it."""
    # It calls what it is given, be it a class or not, once for each example.
    run_state_machine_as_test(machine, settings=settings.get_profile(profile))  # type: ignore[arg-type]


def must_find(machine: Callable[[], RuleBasedStateMachine], says: str = "") -> None:
    """Fails unless the machine finds, where a rule was taken away, what `says` says.

    Which examples are drawn depends on what else this process has loaded, and a rare fault may escape one
    round: each round after the first draws new ones.
    """
    found = ["nothing"]
    for profile in ["without a rule", *["without a rule, again"] * ROUNDS_MORE]:
        try:
            run(machine, profile)
        except (AssertionError, HubError) as error:
            if says in str(error):
                return
            found.append(str(error))
    raise AssertionError(f"it should have found {says or 'anything'!r}, and found {found[-1]}")
