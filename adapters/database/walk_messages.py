"""Walks back through messages by the index that fits a filter best; keyset pages, never an offset."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from core.hub import failures
from core.hub.arrivals import Arrival, Stream
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.views import Cursor, Outlet, Wanted

FAILURE_STATE = {
    "failing": failures.OPEN,
    "unreadable": failures.OPEN,
    "conflict": failures.OPEN,
    "refused": failures.OPEN,
    "parked": failures.PARKED,
    "retrying": failures.WAITING,
    "dismissed": failures.DISMISSED,
}
WAITING_SORTED_MAX = 1_000
_Columns = Any


class Walk:
    """Places newest first. exact: every row the walk gives fits the filter, nothing is left to look at."""

    def __init__(self, connection: sa.Connection, columns: _Columns, moment: str, where: list[Any]) -> None:
        self._connection = connection
        self._order = (columns[moment], columns.partition, columns.number)
        self._where = where
        self.exact = False

    def next(self, before: Cursor | None, count: int) -> list[Cursor]:
        """The next `count` places before the cursor; fewer only at the end."""
        where = list(self._where)
        if before is not None:
            values = (to_micros(before.at), before.partition, before.number)
            # The first bound repeats what the second says, for planners that cannot split a row comparison.
            where.append(self._order[0] <= values[0])
            where.append(sa.tuple_(*self._order) < sa.tuple_(*[sa.literal(value) for value in values]))
        query = sa.select(*self._order).distinct().where(*where)
        newest = query.order_by(*[column.desc() for column in self._order]).limit(count)
        return [
            Cursor(from_micros(at), partition, number)
            for at, partition, number in self._connection.execute(newest)
        ]


def walk_for(connection: sa.Connection, outlets: dict[int, Outlet], wanted: Wanted) -> Walk:
    """The walk that leaves the least to look at."""
    if wanted.state in FAILURE_STATE:
        return _failures(connection, wanted)
    if wanted.type:
        return _documents(connection, wanted)
    return _arrivals(connection, outlets, wanted)


def _failures(connection: sa.Connection, wanted: Wanted) -> Walk:
    columns = shape_of(Failure).table.c
    where = [columns.state == FAILURE_STATE[wanted.state], *_same(columns, wanted, ("partner", "source"))]
    if wanted.since is not None:
        where.append(columns.first_at >= to_micros(wanted.since))
    return Walk(connection, columns, "first_at", where)


def _documents(connection: sa.Connection, wanted: Wanted) -> Walk:
    columns = shape_of(StoredDocument).table.c
    where = [columns.type == wanted.type, *_between(columns.record_time, wanted)]
    if wanted.partner:
        streams = shape_of(Stream).table.c
        mine = sa.select(streams.partition).where(streams.partner == wanted.partner)
        where.append(columns.partition.in_(mine))
    return Walk(connection, columns, "record_time", where)


def _arrivals(connection: sa.Connection, outlets: dict[int, Outlet], wanted: Wanted) -> Walk:
    columns = shape_of(Arrival).table.c
    where = [*_same(columns, wanted, ("partner", "source")), *_between(columns.received_at, wanted)]
    if not wanted.own:
        where.append(columns.kind == "document")
    lagging = [one for one in outlets.values() if one.waiting > 0]
    if wanted.state == "taken" and sum(one.waiting for one in lagging) <= WAITING_SORTED_MAX:
        waits = [
            sa.and_(columns.partition == one.partition, columns.number > one.position) for one in lagging
        ]
        where.append(sa.or_(sa.false(), *waits))
    walk = Walk(connection, columns, "received_at", where)
    walk.exact = not wanted.state
    return walk


def _same(columns: _Columns, wanted: Wanted, names: tuple[str, ...]) -> list[Any]:
    return [columns[name] == getattr(wanted, name) for name in names if getattr(wanted, name)]


def _between(moment: Any, wanted: Wanted) -> list[Any]:
    since = [moment >= to_micros(wanted.since)] if wanted.since is not None else []
    return since + ([moment < to_micros(wanted.until)] if wanted.until is not None else [])
