"""What is known of feeds, in SQL: by index, no further back than asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from adapters.database.engine import long_read, read_connection
from adapters.database.places import OUTLETS
from core.hub.arrivals import Arrival
from core.hub.documents import NOTED, StoredDocument
from core.hub.failures import Failure
from core.hub.feeds import Came, Rejects, rows_in
from core.kernel.errors import Unavailable

_PAGE = 500


class DatabaseFeeds:
    """Reads the arrivals of a partner since a moment, and what was made of them by their places."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._arrivals = shape_of(Arrival).table
        self._documents = shape_of(StoredDocument).table
        self._failures = shape_of(Failure).table.c

    def heard_since(self, partner: str, source: str, since: datetime) -> bool:
        query = sa.select(self._arrivals.c.number).where(*self._of(partner, since, source))
        with self._reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def fresh_since(self, partner: str, source: str, since: datetime) -> bool:
        made = self._documents.c
        query = sa.select(made.number).select_from(self._joined())
        query = query.where(*self._of(partner, since, source), made.event_time >= to_micros(since))
        with self._reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def came(self, feed: tuple[str, str], since: datetime, until: datetime, *, rows_max: int) -> Came:
        row = self._arrivals.c
        mine = (*self._of(feed[0], since, feed[1]), row.received_at <= to_micros(until))
        times = sa.select(sa.func.min(row.received_at), sa.func.max(row.received_at)).where(*mine)
        waits = sa.select(row.number).join(OUTLETS, OUTLETS.c.id == row.partition)
        waits = waits.where(*mine, row.number > OUTLETS.c.position).limit(1)
        with self._reading() as connection:
            first, last = connection.execute(times).one()
            waiting = connection.execute(waits).first() is not None
        if first is None:
            return Came()
        return Came(
            first_at=from_micros(first),
            last_at=from_micros(last),
            rows=self._rows(mine, rows_max) if rows_max else 0,
            waiting=waiting,
        )

    def rejects(self, partner: str, since: datetime, *, limit: int) -> Rejects:
        row = self._failures
        found = sa.select(row.outcome).where(row.partner == partner, row.first_at >= to_micros(since))
        found = found.where(row.outcome.in_(("refused", "unreadable"))).limit(limit)
        inner = found.subquery()
        counted = sa.select(inner.c.outcome, sa.func.count().label("found")).group_by(inner.c.outcome)
        with self._reading() as connection:
            counts: dict[str, int] = {one.outcome: one.found for one in connection.execute(counted)}
        return Rejects(refused=counts.get("refused", 0), unreadable=counts.get("unreadable", 0))

    def documents(self, partner: str, since: datetime, *, limit: int) -> int:
        found = sa.select(self._documents.c.number).select_from(self._joined())
        inner = found.where(*self._of(partner, since)).limit(limit).subquery()
        with self._reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(inner)).scalar_one())

    def _rows(self, mine: tuple[Any, ...], most: int) -> int:
        """Counted as far as asked: a body is looked at only until there are enough."""
        made, count = self._documents.c, 0
        once = sa.or_(made.outcome != NOTED, made.linked == "")
        query = sa.select(made.body).select_from(self._joined()).where(*mine, once).limit(most)
        with self._reading(long_read) as connection:
            for body in connection.execution_options(yield_per=_PAGE).execute(query).scalars():
                count += rows_in(bytes(body))
                if count >= most:
                    break
        return min(count, most)

    def _of(self, partner: str, since: datetime, source: str = "") -> tuple[Any, ...]:
        row = self._arrivals.c
        from_there = (row.source == source,) if source else ()
        return (
            row.partner == partner,
            row.received_at >= to_micros(since),
            row.kind == "document",
            *from_there,
        )

    def _joined(self) -> sa.Join:
        """Arrivals with what came from outside in them."""
        row, made = self._arrivals.c, self._documents.c
        place = sa.and_(
            made.partition == row.partition,
            made.number == row.number,
            made.month == row.month,
            made.cause == -1,
        )
        return self._arrivals.join(self._documents, place)

    @contextmanager
    def _reading(
        self, opened: Callable[[sa.Engine], sa.Connection] = read_connection
    ) -> Iterator[sa.Connection]:
        try:
            with opened(self._engine) as connection:
                yield connection
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            raise Unavailable(f"the database did not answer: {error}", cause="store.away") from error
