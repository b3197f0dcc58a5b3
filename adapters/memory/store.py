"""The message store in memory: the plain model of what the databases must do."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec

from adapters.memory.tables import Tables
from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.failures import Failure
from core.hub.ports import LEASE_TTL_S_MAX, WISH_S, Head, Lease, Unit, shares
from core.hub.records import Key, R, Record, Sums, key_of
from core.hub.shelf import Scan, Shelf, Undo
from core.hub.shelves import Shelves
from core.kernel.clock import Clock
from core.kernel.errors import Unavailable

LONGEST = timedelta(seconds=LEASE_TTL_S_MAX)


class _Outlet(msgspec.Struct):
    """How far a partition is handled, and by whom."""

    position: int = 0
    owner: str = ""
    fence: int = 0
    until: datetime | None = None
    stopped: str = ""
    links: int = 0
    head: bytes = b""

    def stands_as(self, lease: Lease) -> bool:
        mine = (self.owner, self.fence) == (lease.owner, lease.fence)
        return mine and (self.position, self.links) == (lease.position, lease.links)


class MemoryUnit:
    """A unit of work over tables in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._shelves = Shelves(store.tables)
        self._taken: dict[int, int] = {}
        self._moves: list[Lease] = []
        self.now = store.clock.now()

    @property
    def undo(self) -> Undo:
        return self._shelves.undo

    def shelf(self, kind: type[R]) -> Shelf[R]:
        return self._shelves.shelf(kind)

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        self._shelves.warm(wanted, scans)

    def take_numbers(self, partition: int, count: int) -> int:
        first = self._store.next_number.get(partition, 1) + self._taken.get(partition, 0)
        self._taken[partition] = self._taken.get(partition, 0) + count
        return first

    def take_handled(self) -> int:
        self._store.handled += 1
        return self._store.handled

    def advance(self, lease: Lease, moved: Lease) -> None:
        if not self._store.outlet(lease.partition).stands_as(lease):
            raise Unavailable(f"partition {lease.partition} is no longer ours", cause="lease.lost")
        self._moves.append(moved)

    def settled(self) -> None:
        """All is written at the end."""

    def flush(self) -> None:
        self._store.tables.apply(self._shelves.touched())
        for partition, count in self._taken.items():
            self._store.next_number[partition] = self._store.next_number.get(partition, 1) + count
        for moved in self._moves:
            outlet = self._store.outlet(moved.partition)
            outlet.position, outlet.links, outlet.head = moved.position, moved.links, moved.head


class MemoryStore:
    """Everything the hub keeps, in dictionaries; one unit of work at a time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tables = Tables()
        self.next_number: dict[int, int] = {}
        self.handled = 0
        self._outlets: dict[int, _Outlet] = {}
        self._wishes: dict[str, datetime] = {}
        self._lock = threading.RLock()

    def outlet(self, partition: int) -> _Outlet:
        return self._outlets.setdefault(partition, _Outlet())

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        with self._lock:
            unit = MemoryUnit(self)
            yield unit
            unit.flush()

    def now(self) -> datetime:
        return self.clock.now()

    def lease(self, owner: str, *, ttl_s: float, limit: int) -> list[Lease]:
        with self._lock:
            now = self.clock.now()
            leases: list[Lease] = []
            for partition in sorted(self.next_number.keys() - {0}):
                outlet = self.outlet(partition)
                over = outlet.until is None or not now < outlet.until <= now + LONGEST
                free = outlet.owner in ("", owner) or over
                if len(leases) < limit and free and not outlet.stopped and self._has_work(partition, outlet):
                    outlet.fence += outlet.owner != owner
                    outlet.owner, outlet.until = owner, now + min(timedelta(seconds=ttl_s), LONGEST)
                    leases.append(
                        Lease(
                            partition=partition,
                            owner=owner,
                            fence=outlet.fence,
                            position=outlet.position,
                            due=bool(self.due(partition, 1)),
                            waiting=self.next_number[partition] - 1 - outlet.position,
                            links=outlet.links,
                            head=outlet.head,
                        )
                    )
            return leases

    def renew(self, lease: Lease, *, ttl_s: float) -> bool:
        with self._lock:
            outlet = self.outlet(lease.partition)
            if (outlet.owner, outlet.fence) != (lease.owner, lease.fence) or outlet.until is None:
                return False
            outlet.until = self.clock.now() + min(timedelta(seconds=ttl_s), LONGEST)
            return True

    def ask(self, owner: str) -> bool:
        with self._lock:
            theirs = [outlet.owner for _, outlet in self._busy() if outlet.owner != owner]
            if theirs:
                self._wishes[owner] = self.clock.now() + timedelta(seconds=WISH_S)
            return bool(theirs)

    def share(self, owner: str, *, ttl_s: float) -> int:
        with self._lock:
            now = self.clock.now()
            asking = sorted(one for one, until in self._wishes.items() if until > now and one != owner)
            handed = shares([id_ for id_, outlet in self._busy() if outlet.owner == owner], asking)
            for partition, wisher in handed:
                outlet = self.outlet(partition)
                outlet.owner, outlet.fence = wisher, outlet.fence + 1
                outlet.until = now + min(timedelta(seconds=ttl_s), LONGEST)
                self._wishes.pop(wisher, None)
            return len(handed)

    def release(self, owner: str) -> None:
        self._wishes.pop(owner, None)
        for outlet in self._outlets.values():
            if outlet.owner == owner:
                outlet.until = None

    def run(self, partition: int, after: int, limit: int) -> list[Arrival]:
        rows = self.tables.scan(Arrival, {"partition": partition}, 10**9)
        return [row for row in rows if row.number > after][:limit]

    def arrival(self, partition: int, number: int) -> Arrival | None:
        rows = self.tables.scan(Arrival, {"partition": partition, "number": number}, 1)
        return rows[0] if rows else None

    def due(self, partition: int, limit: int) -> list[Failure]:
        waiting = self.tables.scan(Failure, {"state": failures.WAITING}, 10**9)
        now = self.clock.now()
        mine = [row for row in waiting if row.partition == partition]
        return [row for row in mine if row.due_at is not None and row.due_at <= now][:limit]

    def get(self, kind: type[R], *key: Any) -> R | None:
        rows = self.tables.load(kind, [key])
        return rows[0] if rows else None

    def rows(self, kind: type[R], *, limit: int, after: Key | None = None, **equal: Any) -> list[R]:
        rows = self.tables.scan(kind, equal, 10**9)
        return [row for row in rows if after is None or key_of(row) > after][:limit]

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, **equal: Any) -> Sums:
        return self.tables.sums(kind, by, of, equal)

    def walk(self, kind: type[R], *order: str, **equal: Any) -> Iterator[R]:
        return self.tables.walk(kind, order, equal)

    def position(self, partition: int) -> int:
        return self.outlet(partition).position

    def heads(self, *, after: int, limit: int) -> list[Head]:
        found = [
            Head(chain=partition, number=outlet.links, hash=outlet.head)
            for partition, outlet in sorted(self._outlets.items())
            if partition > after and outlet.links
        ]
        return found[:limit]

    def stop(self, partition: int, text: str) -> None:
        self.outlet(partition).stopped = text

    def start(self, partition: int) -> None:
        """A person looked at it: the partition goes on."""
        self.outlet(partition).stopped = ""

    def _busy(self) -> list[tuple[int, _Outlet]]:
        """Partitions that somebody leases and that have something to do."""
        now = self.clock.now()
        return [
            (partition, outlet)
            for partition, outlet in sorted(self._outlets.items())
            if not outlet.stopped
            and outlet.until is not None
            and outlet.until > now
            and outlet.position < self.next_number.get(partition, 1) - 1
        ]

    def _has_work(self, partition: int, outlet: _Outlet) -> bool:
        behind = outlet.position < self.next_number.get(partition, 1) - 1
        return behind or bool(self.due(partition, 1))
