"""Failure groups by a loose walk over the index: one hop a group, whatever the number of failures in it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of
from adapters.database.rows import Rows
from core.hub.failures import Failure
from core.hub.views import COUNT_MAX, FailureGroup

WALK_MAX = 300


def groups_in(connection: sa.Connection, state: str, limit: int) -> list[FailureGroup]:
    """The groups of failures in this state, those with the newest failure first."""
    table = shape_of(Failure).table
    found: list[FailureGroup] = []
    last: tuple[str, str, str] | None = None
    while len(found) < WALK_MAX:
        example = _first_after(connection, table, state, last)
        if example is None:
            break
        last = (example.cause, example.partner, example.mapping)
        found.append(_group(connection, table, example))
    return sorted(found, key=lambda group: group.last_at, reverse=True)[:limit]


def _first_after(
    connection: sa.Connection, table: sa.Table, state: str, last: tuple[str, str, str] | None
) -> Failure | None:
    """The oldest failure of the next group in index order."""
    columns = table.c
    order = (columns.cause, columns.partner, columns.mapping)
    query = sa.select(table).where(columns.state == state)
    if last is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*[sa.literal(value) for value in last]))
    oldest = query.order_by(*order, columns.first_at).limit(1)
    return next(iter(Rows(connection, lock=False).read(Failure, oldest)), None)


def _group(connection: sa.Connection, table: sa.Table, example: Failure) -> FailureGroup:
    columns = table.c
    same: tuple[Any, ...] = (
        columns.state == example.state,
        columns.cause == example.cause,
        columns.partner == example.partner,
        columns.mapping == example.mapping,
    )
    some = sa.select(columns.first_at).where(*same).limit(COUNT_MAX).subquery()
    count = connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    newest = sa.select(columns.first_at).where(*same).order_by(columns.first_at.desc()).limit(1)
    last_at = connection.execute(newest).scalar_one()
    return FailureGroup(
        state=example.state,
        cause=example.cause,
        partner=example.partner,
        mapping=example.mapping,
        count=count,
        first_at=example.first_at,
        last_at=from_micros(last_at),
        example=example,
    )
