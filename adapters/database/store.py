"""The message store and the rooms' books on SQLite or PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from adapters.database import places, sharing
from adapters.database.columns import from_micros, shape_of, to_micros
from adapters.database.engine import long_read, read_connection
from adapters.database.rows import Rows
from adapters.database.unit import DatabaseUnit, not_storable, storable_values
from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.failures import Failure
from core.hub.ports import LEASE_TTL_S_MAX, WISH_S, Collision, Head, Lease, Unit
from core.hub.records import Key, R, Record, Sums
from core.kernel.clock import Clock
from core.kernel.errors import Broken, HubError, Unavailable
from core.kernel.steps import step

# SQLSTATE class 54: a key too long for its index, too many columns; no other try will fit either.
_LIMIT_EXCEEDED = "54"


class DatabaseStore:
    """Everything the hub keeps, in one database."""

    def __init__(self, engine: sa.Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self._clock = clock
        self._postgres = engine.dialect.name == "postgresql"

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        with self._errors(), self.engine.begin() as connection:
            unit = DatabaseUnit(connection, self._now(connection))
            try:
                yield unit
                step("unit.before_flush")
                with storable_values():
                    unit.flush()
            except BaseException:
                unit.give_up()
                raise
            step("unit.before_commit")

    def now(self) -> datetime:
        with self._reading() as connection:
            return self._now(connection)

    def lease(self, owner: str, *, ttl_s: float, limit: int) -> list[Lease]:
        with self._reading() as connection:
            wanted = places.candidates(connection, owner, self._own_time(), limit)
        if not wanted:
            return []
        now = int(wanted[0].now)
        until = now + int(min(ttl_s, LEASE_TTL_S_MAX) * 1_000_000)
        # A lease of ours with more than half its time left is good as it is: renewing is a write.
        good = range(now + (until - now) // 2 + 1, until + 1)
        fresh = [row for row in wanted if row.owner == owner and row.until in good]
        leases = [places.lease_of(row, owner, row.fence, row) for row in fresh]
        stale = [row for row in wanted if row not in fresh]
        if stale:
            with self._errors(), self.engine.begin() as connection:
                claimed = [places.claim(connection, row, owner, now, until) for row in stale]
            leases.extend(lease for lease in claimed if lease is not None)
        return leases

    def renew(self, lease: Lease, *, ttl_s: float) -> bool:
        with self._errors(), self.engine.begin() as connection:
            now = to_micros(self._now(connection))
            return places.renew(connection, lease, now + int(min(ttl_s, LEASE_TTL_S_MAX) * 1_000_000))

    def ask(self, owner: str) -> bool:
        with self._reading() as connection:
            now = to_micros(self._now(connection))
            if not sharing.can_ask(connection, owner, now):
                return False
        with self._errors(), self.engine.begin() as connection:
            sharing.ask(connection, owner, now + int(WISH_S * 1_000_000))
        return True

    def share(self, owner: str, *, ttl_s: float) -> int:
        with self._reading() as connection:
            now = to_micros(self._now(connection))
            if not sharing.wishers(connection, owner, now):
                return 0
        until = now + int(min(ttl_s, LEASE_TTL_S_MAX) * 1_000_000)
        with self._errors(), self.engine.begin() as connection:
            return sharing.hand_over(connection, owner, now, until)

    def release(self, owner: str) -> None:
        with self._errors(), self.engine.begin() as connection:
            mine = places.OUTLETS.c.owner == owner
            connection.execute(sa.update(places.OUTLETS).where(mine).values(until=0))
            sharing.forget(connection, owner)

    def run(self, partition: int, after: int, limit: int) -> list[Arrival]:
        return self._arrivals(_run(), {"partition": partition, "after": after, "limit": limit})

    def arrival(self, partition: int, number: int) -> Arrival | None:
        found = self._arrivals(_run(), {"partition": partition, "after": number - 1, "limit": 1})
        return found[0] if found and found[0].number == number else None

    def due(self, partition: int, limit: int) -> list[Failure]:
        table = shape_of(Failure).table
        with self._reading() as connection:
            now = to_micros(self._now(connection))
            query = sa.select(table).where(
                table.c.partition == partition, table.c.state == failures.WAITING, table.c.due_at <= now
            )
            return Rows(connection, lock=False).read(Failure, query.order_by(table.c.number).limit(limit))

    def get(self, kind: type[R], *key: Any) -> R | None:
        with self._reading() as connection:
            found = Rows(connection, lock=False).load(kind, [key])
        return found[0] if found else None

    def rows(self, kind: type[R], *, limit: int, after: Key | None = None, **equal: Any) -> list[R]:
        with self._reading() as connection:
            return Rows(connection, lock=False).scan(kind, equal, limit, after)

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, **equal: Any) -> Sums:
        with self._reading() as connection:
            return Rows(connection, lock=False).sums(kind, by, of, equal)

    def walk(self, kind: type[R], *order: str, **equal: Any) -> Iterator[R]:
        with self._errors(), long_read(self.engine) as connection:
            yield from Rows(connection, lock=False).walk(kind, order, equal)

    def position(self, partition: int) -> int:
        with self._reading() as connection:
            return places.position(connection, partition)

    def heads(self, *, after: int, limit: int) -> list[Head]:
        with self._reading() as connection:
            return places.heads(connection, after, limit)

    def stop(self, partition: int, text: str) -> None:
        self._set_stopped(partition, text[:500])

    def start(self, partition: int) -> None:
        """A person looked at it: the partition goes on."""
        self._set_stopped(partition, "")

    def _set_stopped(self, partition: int, text: str) -> None:
        with self._errors(), self.engine.begin() as connection:
            this = places.OUTLETS.c.id == partition
            connection.execute(sa.update(places.OUTLETS).where(this).values(stopped=text))

    def _arrivals(self, query: sa.Select[Any], said: dict[str, int]) -> list[Arrival]:
        with self._reading() as connection:
            found: list[Arrival] = shape_of(Arrival).records(connection.execute(query, said))
        return found

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._errors(), read_connection(self.engine) as connection:
            yield connection

    def _now(self, connection: sa.Connection) -> datetime:
        """Every worker's time is the database's."""
        at = self._own_time()
        return from_micros(places.server_time(connection) if at is None else at)

    def _own_time(self) -> int | None:
        """The time in microseconds where no server tells it: a test's, or for SQLite this machine's."""
        if self._clock is not None:
            return to_micros(self._clock.now())
        return None if self._postgres else time.time_ns() // 1000

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.IntegrityError as error:
            if _is_guard(error.orig):
                said = str(error.orig).splitlines()[0]
                raise Broken(f"the database itself refuses this: {said}", cause="store.guard") from error
            raise Collision(f"another worker wrote first: {error.orig}", cause="store.collision") from error
        except sa.exc.DataError as error:
            raise not_storable(error.orig) from error
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            raise _away(error) from error


@cache
def _run() -> sa.Select[Any]:
    """What lies behind a number of a partition; asked at every turn, so it is composed once."""
    table = shape_of(Arrival).table
    behind = sa.select(table).where(
        table.c.partition == sa.bindparam("partition"), table.c.number > sa.bindparam("after")
    )
    return behind.order_by(table.c.number).limit(sa.bindparam("limit"))


def _is_guard(error: BaseException | None) -> bool:
    """Whether a rule of the database said no (check_violation), not a key that is there already."""
    name = getattr(error, "sqlite_errorname", "")
    return name == "SQLITE_CONSTRAINT_TRIGGER" or getattr(error, "sqlstate", "") == "23514"


def _away(error: sa.exc.SQLAlchemyError) -> HubError:
    said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    if str(getattr(getattr(error, "orig", None), "sqlstate", "") or "").startswith(_LIMIT_EXCEEDED):
        return not_storable(getattr(error, "orig", None))
    if any(word in said for word in ("deadlock", "could not serialize")):
        return Collision(f"the database undid this unit of work: {said}", cause="store.collision")
    if any(word in said for word in ("syntax error", "no such table", "no such column")):
        return Broken(f"the database and this hub do not fit together: {said}", cause="store.schema")
    return Unavailable(f"the database did not answer: {said}; it is tried again", cause="store.away")
