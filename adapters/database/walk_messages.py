"""Walks back through messages by the index that fits a filter best; keyset pages, bounded windows."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from adapters.database.scopes import Only
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
# One question looks at no more rows of its index than this, however few of them fit; the first at far fewer.
WINDOW = 5_000
FIRST_WINDOW = 250


class Stretch(NamedTuple):
    """What one question found, newest first, and where the next one goes on; None at the end."""

    found: list[Cursor]
    on: Cursor | None


class Walk(NamedTuple):
    """Goes by an index (`where`, then the moment) and keeps what fits (`kept`: values allowed by column)."""

    connection: sa.Connection
    table: sa.Table
    moment: str
    where: list[Any]
    kept: dict[str, list[Any]]

    def next(self, before: Cursor | None, count: int, *, first: bool = False) -> Stretch:
        """At most `count` places before the cursor."""
        # The window stands inside: told to make rows distinct first, a planner may read the whole table.
        window = max(count, FIRST_WINDOW if first else WINDOW)
        looked = self._window(before, *self.kept).limit(window).subquery()
        order = [looked.c[name] for name in self._order]
        fits = [looked.c[name].in_(values) for name, values in self.kept.items()]
        query = sa.select(*order).distinct().where(*fits).order_by(*[column.desc() for column in order])
        found = self._ask(query.limit(count))
        if len(found) == count:
            return Stretch(found, found[-1])
        last = self._ask(self._window(before).limit(1).offset(window - 1))
        return Stretch(found, last[0] if last else None)

    @property
    def _order(self) -> tuple[str, str, str]:
        return (self.moment, "partition", "number")

    def _window(self, before: Cursor | None, *more: str) -> sa.Select[Any]:
        """The rows before the cursor in order, with these columns beside where they stand."""
        columns = self.table.c
        order = [columns[name] for name in self._order]
        where = list(self.where)
        if before is not None:
            values = (to_micros(before.at), before.partition, before.number)
            # The first bound repeats what the second says, for planners that cannot split a row comparison.
            where.append(order[0] <= values[0])
            where.append(sa.tuple_(*order) < sa.tuple_(*[sa.literal(value) for value in values]))
        beside = [columns[name] for name in more if name not in self._order]
        query = sa.select(*order, *beside).where(*where)
        return query.order_by(*[column.desc() for column in order])

    def _ask(self, query: sa.Select[Any]) -> list[Cursor]:
        rows = self.connection.execute(query)
        return [Cursor(from_micros(at), partition, number) for at, partition, number in rows]


def walk_for(connection: sa.Connection, outlets: dict[int, Outlet], wanted: Wanted, only: Only) -> Walk:
    """The walk that leaves the least to look at."""
    if not wanted.partner and len(only.names) == 1:
        # One partner has an index of its own.
        wanted = msgspec.structs.replace(wanted, partner=only.names[0])
    if wanted.state in FAILURE_STATE:
        walk = _failures(connection, wanted)
    elif wanted.type:
        walk = _documents(connection, wanted)
    else:
        walk = _arrivals(connection, outlets, wanted)
    if only.scope.partners is not None and "partner" not in walk.kept:
        column = "partner" if "partner" in walk.table.c else "partition"
        allowed = only.names if column == "partner" else sorted(outlets)
        both = [one for one in walk.kept.get(column, allowed) if one in allowed]
        walk = walk._replace(kept={**walk.kept, column: both})
    return walk


def _failures(connection: sa.Connection, wanted: Wanted) -> Walk:
    table = shape_of(Failure).table
    where = [table.c.state == FAILURE_STATE[wanted.state]]
    if wanted.since is not None:
        where.append(table.c.first_at >= to_micros(wanted.since))
    return Walk(connection, table, "first_at", where, _kept(wanted, "partner", "source"))


def _documents(connection: sa.Connection, wanted: Wanted) -> Walk:
    table, streams = shape_of(StoredDocument).table, shape_of(Stream).table.c
    where = [table.c.type == wanted.type, *_between(table.c.record_time, wanted)]
    kept: dict[str, list[Any]] = {}
    if wanted.partner:
        mine = connection.execute(sa.select(streams.partition).where(streams.partner == wanted.partner))
        kept["partition"] = list(mine.scalars())
    return Walk(connection, table, "record_time", where, kept)


def _arrivals(connection: sa.Connection, outlets: dict[int, Outlet], wanted: Wanted) -> Walk:
    table = shape_of(Arrival).table
    columns = table.c
    where = _between(columns.received_at, wanted)
    if wanted.partner:
        where.append(columns.partner == wanted.partner)
    lagging = [one for one in outlets.values() if one.waiting > 0]
    if wanted.state == "taken" and sum(one.waiting for one in lagging) <= WAITING_SORTED_MAX:
        waits = [
            sa.and_(columns.partition == one.partition, columns.number > one.position) for one in lagging
        ]
        where.append(sa.or_(sa.false(), *waits))
    kept = _kept(wanted, "source")
    if not wanted.own:
        kept["kind"] = ["document"]
    return Walk(connection, table, "received_at", where, kept)


def _kept(wanted: Wanted, *names: str) -> dict[str, list[Any]]:
    return {name: [getattr(wanted, name)] for name in names if getattr(wanted, name)}


def _between(moment: Any, wanted: Wanted) -> list[Any]:
    since = [moment >= to_micros(wanted.since)] if wanted.since is not None else []
    return since + ([moment < to_micros(wanted.until)] if wanted.until is not None else [])
