"""Failure groups by a loose walk over the index: one hop a group, whatever the number of failures in it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from adapters.database.rows import Rows
from core.hub.failures import Failure
from core.hub.views import COUNT_MAX, Cursor, FailureGroup, GroupKey

WALK_MAX = 300


def groups_in(connection: sa.Connection, state: str, limit: int) -> list[FailureGroup]:
    """The groups of failures in this state, those with the newest failure first."""
    found: list[FailureGroup] = []
    last: GroupKey | None = None
    while len(found) < WALK_MAX and (last := _next(connection, state, last)) is not None:
        group = group_in(connection, last)
        found += [group] if group is not None else []
    return sorted(found, key=lambda group: group.last_at, reverse=True)[:limit]


def group_in(connection: sa.Connection, key: GroupKey) -> FailureGroup | None:
    """One group: its size, its first and its last failure, each by a step into the index."""
    columns = shape_of(Failure).table.c
    same = _same(key)
    oldest = sa.select(columns.first_at).where(*same).order_by(columns.first_at).limit(1)
    first_at = connection.execute(oldest).scalar()
    if first_at is None:
        return None
    [example] = members_in(connection, key, None, 1)
    some = sa.select(columns.first_at).where(*same).limit(COUNT_MAX).subquery()
    count = connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    return FailureGroup(
        **key._asdict(),
        count=count,
        first_at=from_micros(first_at),
        last_at=example.first_at,
        example=example,
    )


def members_in(connection: sa.Connection, key: GroupKey, before: Cursor | None, limit: int) -> list[Failure]:
    """The failures of a group, newest first."""
    table = shape_of(Failure).table
    order = (table.c.first_at, table.c.partition, table.c.number, table.c.ordinal)
    where = _same(key)
    if before is not None:
        values = (to_micros(before.at), before.partition, before.number)
        where.append(order[0] <= values[0])
        where.append(sa.tuple_(*order[:3]) < sa.tuple_(*[sa.literal(value) for value in values]))
    query = sa.select(table).where(*where).order_by(*[column.desc() for column in order]).limit(limit)
    return Rows(connection, lock=False).read(Failure, query)


def _next(connection: sa.Connection, state: str, last: GroupKey | None) -> GroupKey | None:
    """The next group in index order."""
    columns = shape_of(Failure).table.c
    order = (columns.cause, columns.partner, columns.mapping)
    query = sa.select(*order).where(columns.state == state)
    if last is not None:
        query = query.where(columns.cause >= last.cause)
        query = query.where(sa.tuple_(*order) > sa.tuple_(*[sa.literal(value) for value in last[1:]]))
    found = connection.execute(query.order_by(*order).limit(1)).one_or_none()
    return GroupKey(state, *found) if found else None


def _same(key: GroupKey) -> list[Any]:
    columns = shape_of(Failure).table.c
    return [columns[name] == value for name, value in key._asdict().items()]
