"""Power that goes at any statement of a spool's work: what is left is what stood on the disk by then."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from front_end_agent.spool import Spool
from tests.front_end_agent.homes import Home

DATABASE = ("spool.db", "spool.db-wal")
# The lock goes with its process, the ballast holds nothing, the index of the log is made anew.
NOT_LEFT = shutil.ignore_patterns("spool.lock", "spool.ballast", "*-shm")


class PowerCut(BaseException):
    """Nothing that comes after it is done; nobody in the agent may catch it."""


class Power:
    """Watches a spool; told to go, it counts statements and commits, and takes the disk as it stands then."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._cuts = 0
        self._left = 0
        self._forgets = False
        self._synced = False

    def goes_after(self, points: int, *, forgets: bool) -> None:
        """forgets: what was not yet certain to be on the disk is not there."""
        self._left, self._forgets = points, forgets

    def stays(self) -> None:
        self._left = 0

    def watch(self, spool: Spool) -> None:
        real = spool.store.unit
        self._forget_synced()

        @contextlib.contextmanager
        def unit(*, durable: bool = True) -> Iterator[sqlite3.Connection]:
            if not durable and not self._synced:
                self._keep_synced()
            with real(durable=durable) as connection:
                yield cast(sqlite3.Connection, Wired(connection, self))
                self.point()
            if durable:
                self._forget_synced()
            self.point()

        spool.store.unit = unit  # type: ignore[method-assign]

    def point(self) -> None:
        """Here it may go."""
        self._left -= 1
        if self._left == 0:
            self._cut()
            raise PowerCut

    def now(self, *, forgets: bool) -> None:
        """It goes here, between two pieces of work."""
        self._forgets = forgets
        self._cut()

    def back(self) -> None:
        """The home is what was left of it."""
        self._home.path = self._cut_path()

    def _cut(self) -> None:
        self._left = 0
        self._cuts += 1
        shutil.copytree(self._home.path, self._cut_path(), ignore=NOT_LEFT)
        if self._forgets and self._synced:
            for name in DATABASE:
                (self._cut_path() / name).unlink(missing_ok=True)
            _copy(self._synced_path(), self._cut_path())

    def _keep_synced(self) -> None:
        self._synced_path().mkdir(exist_ok=True)
        _copy(self._home.path, self._synced_path())
        self._synced = True

    def _forget_synced(self) -> None:
        if self._synced:
            shutil.rmtree(self._synced_path())
        self._synced = False

    def _synced_path(self) -> Path:
        return self._home.path.with_name("synced")

    def _cut_path(self) -> Path:
        return self._home.path.with_name(f"home-{self._cuts}")


class Wired:
    """A connection whose every statement is a point."""

    def __init__(self, connection: sqlite3.Connection, power: Power) -> None:
        self._connection, self._power = connection, power

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        self._power.point()
        return self._connection.execute(statement, values)

    def executemany(self, statement: str, values: Iterable[Any]) -> sqlite3.Cursor:
        self._power.point()
        return self._connection.executemany(statement, values)


def _copy(folder: Path, into: Path) -> None:
    for name in DATABASE:
        if (folder / name).exists():
            shutil.copy(folder / name, into / name)
