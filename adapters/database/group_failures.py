"""Failure groups from the index alone: in one pass while they are few, one by one where there are many."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from adapters.database.rows import Rows
from adapters.database.scopes import Only
from core.hub.failures import Failure
from core.hub.views import COUNT_MAX, Cursor, FailureGroup, GroupKey

# So many failures are counted in one pass over the index; over that each group is a step into it.
PASS_MAX = 50_000
WALK_MAX = 300


class _Sized(NamedTuple):
    """A group as the index tells it."""

    key: GroupKey
    size: int
    first_at: int
    last_at: int


def groups_in(connection: sa.Connection, only: Only, state: str, limit: int) -> list[FailureGroup]:
    """The groups of failures in this state, those with the newest failure first."""
    sized = _in_one_pass(connection, only, state)
    if sum(one.size for one in sized) > PASS_MAX:
        sized = _step_by_step(connection, only, state)
    newest = sorted(sized, key=lambda one: one.last_at, reverse=True)[:limit]
    return [_with_example(connection, one) for one in newest]


def group_in(connection: sa.Connection, key: GroupKey) -> FailureGroup | None:
    """One group: its size, its first and its last failure, each by a step into the index."""
    sized = _size(connection, key)
    return _with_example(connection, sized) if sized is not None else None


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


def _in_one_pass(connection: sa.Connection, only: Only, state: str) -> list[_Sized]:
    columns = shape_of(Failure).table.c
    names = (columns.cause, columns.partner, columns.mapping)
    wanted = sa.select(*names, columns.first_at).where(
        columns.state == state, *only.rows(shape_of(Failure).table)
    )
    some = wanted.order_by(*names, columns.first_at).limit(PASS_MAX + 1).subquery()
    group = (some.c.cause, some.c.partner, some.c.mapping)
    at = some.c.first_at
    query = sa.select(*group, sa.func.count(), sa.func.min(at), sa.func.max(at)).group_by(*group)
    return [
        _Sized(GroupKey(state, cause, partner, mapping), count, first_at, last_at)
        for cause, partner, mapping, count, first_at, last_at in connection.execute(query)
    ]


def _step_by_step(connection: sa.Connection, only: Only, state: str) -> list[_Sized]:
    found: list[_Sized] = []
    last: GroupKey | None = None
    while len(found) < WALK_MAX and (last := _next(connection, only, state, last)) is not None:
        sized = _size(connection, last)
        found += [sized] if sized is not None else []
    return found


def _next(connection: sa.Connection, only: Only, state: str, last: GroupKey | None) -> GroupKey | None:
    """The next group in index order."""
    columns = shape_of(Failure).table.c
    order = (columns.cause, columns.partner, columns.mapping)
    query = sa.select(*order).where(columns.state == state, *only.rows(shape_of(Failure).table))
    if last is not None:
        query = query.where(columns.cause >= last.cause)
        query = query.where(sa.tuple_(*order) > sa.tuple_(*[sa.literal(value) for value in last[1:]]))
    found = connection.execute(query.order_by(*order).limit(1)).one_or_none()
    return GroupKey(state, *found) if found else None


def _size(connection: sa.Connection, key: GroupKey) -> _Sized | None:
    at = shape_of(Failure).table.c.first_at
    mine = sa.select(at).where(*_same(key))
    some = mine.limit(COUNT_MAX).subquery()
    query = sa.select(
        mine.order_by(at).limit(1).scalar_subquery(),
        mine.order_by(at.desc()).limit(1).scalar_subquery(),
        sa.select(sa.func.count()).select_from(some).scalar_subquery(),
    )
    first_at, last_at, count = connection.execute(query).one()
    return None if first_at is None else _Sized(key, count, first_at, last_at)


def _with_example(connection: sa.Connection, sized: _Sized) -> FailureGroup:
    [example] = members_in(connection, sized.key, None, 1)
    return FailureGroup(
        **sized.key._asdict(),
        count=min(sized.size, COUNT_MAX),
        first_at=from_micros(sized.first_at),
        last_at=from_micros(sized.last_at),
        example=example,
    )


def _same(key: GroupKey) -> list[Any]:
    columns = shape_of(Failure).table.c
    return [columns[name] == value for name, value in key._asdict().items()]
