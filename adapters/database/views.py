"""The read side in SQL: what pages ask for, by index and in pages, so that history costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from adapters.database import places, sends, statements
from adapters.database.columns import shape_of
from adapters.database.engine import read_connection
from adapters.database.find_messages import MessageFinder
from adapters.database.glance import count_of, glance, newest_alerts
from adapters.database.group_failures import group_in, groups_in, members_in
from adapters.database.rows import Rows
from adapters.database.scopes import Only
from core.hub import failures
from core.hub.alert_book import OPEN, Alert
from core.hub.failures import Failure
from core.hub.records import R, Record
from core.hub.rights import EVERYBODY, Scope
from core.hub.views import (
    Counts,
    Cursor,
    FailureGroup,
    Glance,
    GroupKey,
    MessagePage,
    MessageRow,
    Outlet,
    Place,
    Tried,
    TryCursor,
    Wanted,
)
from core.kernel.errors import Broken, Unavailable


class DatabaseViews:
    """Views over the tables of a DatabaseStore; reads only, outside of any unit of work."""

    def __init__(self, engine: sa.Engine, scope: Scope = EVERYBODY) -> None:
        self._engine = engine
        self._scope = scope
        self._only = Only(scope)

    def within(self, scope: Scope) -> DatabaseViews:
        return DatabaseViews(self._engine, scope)

    def messages(self, wanted: Wanted, *, before: Cursor | None, limit: int) -> MessagePage:
        with self._reading() as connection:
            return self._finder(connection).page(wanted, before=before, limit=limit)

    def places(self, text: str, *, limit: int) -> list[Place]:
        with self._reading() as connection:
            found = self._finder(connection).find(text, limit)
        return [Place(row.partition, row.number) for row in found]

    def with_key(self, value: str, *, limit: int) -> list[MessageRow]:
        with self._reading() as connection:
            return self._finder(connection).with_key(value, limit)

    def groups(self, state: str, *, limit: int) -> list[FailureGroup]:
        with self._reading() as connection:
            return groups_in(connection, self._only, state, limit)

    def group(self, key: GroupKey) -> FailureGroup | None:
        with self._reading() as connection:
            return group_in(connection, key) if self._scope.holds(key.partner) else None

    def members(self, group: GroupKey, *, before: Cursor | None, limit: int) -> list[Failure]:
        with self._reading() as connection:
            mine = self._scope.holds(group.partner)
            return members_in(connection, group, before, limit) if mine else []

    def outlets(self) -> list[Outlet]:
        with self._reading() as connection:
            return list(self._outlets(connection).values())

    def outlet(self, partition: int) -> Outlet | None:
        with self._reading() as connection:
            return self._outlets(connection, partition).get(partition)

    def oldest_waiting(self) -> MessageRow | None:
        with self._reading() as connection:
            outlets = self._outlets(connection)
            heads = [Place(one.partition, one.position + 1) for one in outlets.values() if one.waiting > 0]
            rows = MessageFinder(connection, outlets, self._only).rows(heads)
        return min(rows, key=lambda row: row.received_at, default=None)

    def newest(self, kind: type[R], *, limit: int, by: str = "", **equal: Any) -> list[R]:
        table = shape_of(kind).table
        order = (by,) if by else kind.KEY
        by_key = set(kind.KEY[: len(equal)]) == set(equal) or tuple(equal) in kind.INDEXES
        if not by_key or (by and (equal or (by,) not in kind.INDEXES)):
            raise Broken(f"{kind.TABLE} has no order by {by or sorted(equal)}", cause="views.no_index")
        same = [table.c[name] == value for name, value in equal.items()]
        last = [table.c[name].desc() for name in order]
        with self._reading() as connection:
            query = sa.select(table).where(*same, *self._only.rows(table)).order_by(*last).limit(limit)
            return Rows(connection, lock=False).read(kind, query)

    def beginnings(self, kind: type[Record], *, limit: int) -> list[Any]:
        statement = sa.text(statements.beginnings(kind))
        with self._reading() as connection:
            return list(connection.execute(statement, {"limit": limit}).scalars())

    def alerts(self, states: Sequence[str], *, limit: int) -> list[Alert]:
        found: list[Alert] = []
        with self._reading() as connection:
            for state in states:
                newest = connection.execute(newest_alerts(self._only), {"state": state, "limit": limit})
                found += shape_of(Alert).records(newest)
        return sorted(found, key=lambda alert: alert.raised_at, reverse=True)[:limit]

    def glance(self, *, alerts: int) -> Glance:
        with self._reading() as connection:
            return glance(connection, self._only, alerts=alerts)

    def counts(self) -> Counts:
        failing, alerts = shape_of(Failure).table, shape_of(Alert).table
        of_failures = [
            count_of(failing, sa.and_(failing.c.state == state, *self._only.rows(failing)))
            for state in (failures.OPEN, failures.WAITING, failures.PARKED)
        ]
        of_alerts = count_of(alerts, sa.and_(alerts.c.state == OPEN, *self._only.rows(alerts)))
        query = sa.select(of_failures[0], of_failures[1], of_failures[2], of_alerts)
        with self._reading() as connection:
            open_, waiting, parked, raised = connection.execute(query).one()
        return Counts(open=open_, waiting=waiting, parked=parked, alerts=raised)

    def tries(self, endpoint: str, *, before: TryCursor | None, limit: int) -> list[Tried]:
        if not self._scope.holds(endpoint.partition("/")[0]):
            return []
        with self._reading() as connection:
            return sends.tries_of(connection, endpoint, before, limit)

    def open_sends(self) -> dict[str, dict[str, int]]:
        with self._reading() as connection:
            found = sends.open_by_endpoint(connection)
        return {name: one for name, one in found.items() if self._scope.holds(name.partition("/")[0])}

    def _finder(self, connection: sa.Connection) -> MessageFinder:
        return MessageFinder(connection, self._outlets(connection), self._only)

    def _outlets(self, connection: sa.Connection, partition: int | None = None) -> dict[int, Outlet]:
        inlets, outlets = places.INLETS.c, places.OUTLETS.c
        query = sa.select(outlets.id, inlets.next, outlets.position, outlets.stopped).join(
            places.INLETS, inlets.id == outlets.id
        )
        query = query.where(*self._only.at(outlets.id))
        if partition is not None:
            query = query.where(outlets.id == partition)
        return {
            id_: Outlet(partition=id_, taken=next_ - 1, position=position, stopped=stopped)
            for id_, next_, position, stopped in connection.execute(query)
        }

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with read_connection(self._engine) as connection:
                yield connection
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise Unavailable(f"the database did not answer: {said}", cause="store.away") from error
