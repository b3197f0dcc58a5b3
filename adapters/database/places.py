"""Partitions: the numbers taken at intake, and how far and by whom each partition is handled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from adapters.database.columns import METADATA
from adapters.database.trips import one_trip
from core.hub import failures
from core.hub.ports import LEASE_TTL_S_MAX, Head, Lease
from core.kernel.errors import Unavailable

HANDLED = -1
SERVER_NOW = "(extract(epoch FROM now()) * 1000000)::bigint"

# Two tables, so that taking numbers at intake never waits for a partition's position at dispatch.
INLETS = sa.Table(
    "hub_inlet",
    METADATA,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("next", sa.BigInteger, nullable=False),
)
OUTLETS = sa.Table(
    "hub_outlet",
    METADATA,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("stopped", sa.Text, nullable=False),
    sa.Column("links", sa.BigInteger, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
)
ADVANCE = (
    "UPDATE hub_outlet SET position = {0}, links = {0}, head = {0}"
    " WHERE id = {0} AND owner = {0} AND fence = {0} AND position = {0} AND links = {0}"
)
_TAKE = "UPDATE hub_inlet SET next = next + {count} WHERE id = {partition} RETURNING next - {count}"


def server_time(connection: sa.Connection) -> int:
    """PostgreSQL's time at the beginning of the transaction, which begins in the same trip."""
    with one_trip(connection) as driver:
        answer = driver.execute(f"SELECT {SERVER_NOW}")
    return int(answer.fetchone()[0])


def take_numbers(connection: sa.Connection, partition: int, count: int) -> int:
    """The first of `count` numbers without gaps: the row's lock makes commit order number order."""
    statement = _TAKE.format(count=int(count), partition=int(partition))
    first = connection.exec_driver_sql(statement).scalar()
    if first is None:
        first = 1
        connection.execute(sa.insert(INLETS).values(id=partition, next=count + 1))
        if partition > 0:
            fresh = {"position": 0, "owner": "", "fence": 0, "until": 0, "stopped": ""} | {
                "links": 0,
                "head": b"",
            }
            connection.execute(sa.insert(OUTLETS).values(id=partition, **fresh))
    return int(first)


def advance(connection: sa.Connection, lease: Lease, moved: Lease) -> None:
    """Moves the position and the head; Unavailable if the lease is lost, and all of the unit is undone."""
    style = "%s" if connection.dialect.name == "postgresql" else "?"
    statement = ADVANCE.format(style)
    require_moved(lease, connection.exec_driver_sql(statement, move_of(lease, moved)).rowcount)


def move_of(lease: Lease, moved: Lease) -> tuple[int | str | bytes, ...]:
    """What ADVANCE is told."""
    before = (lease.partition, lease.owner, lease.fence, lease.position, lease.links)
    return moved.position, moved.links, moved.head, *before


def require_moved(lease: Lease, count: int) -> None:
    """Any count but one means that the lease is lost."""
    if count != 1:
        raise Unavailable(
            f"partition {lease.partition} is no longer leased by {lease.owner}; its new owner goes on",
            cause="lease.lost",
        )


def renew(connection: sa.Connection, lease: Lease, until: int) -> bool:
    """Lengthens the lease if it was neither taken nor given back; its position may have moved meanwhile."""
    mine = (OUTLETS.c.owner == lease.owner, OUTLETS.c.fence == lease.fence, OUTLETS.c.until > 0)
    lengthened = sa.update(OUTLETS).where(OUTLETS.c.id == lease.partition, *mine).values(until=until)
    return connection.execute(lengthened).rowcount == 1


def candidates(
    connection: sa.Connection, owner: str, at: int | None, limit: int
) -> Sequence[sa.Row[tuple[int, ...]]]:
    """Partitions with something to do that are free or ours; each with the time it is.

    at: None = by the server's clock, read by the same question.
    """
    query = _CANDIDATES_BY_SERVER if at is None else _CANDIDATES
    said = {"owner": owner, "limit": limit} | ({} if at is None else {"now": at})
    return connection.execute(query, said).all()


def _over(now: int | sa.ColumnElement[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """When a lease is over: at its time, or if that is further away than any lease lasts."""
    return OUTLETS.c.until <= now, OUTLETS.c.until > now + int(LEASE_TTL_S_MAX * 1_000_000)


def _candidates(now: sa.ColumnElement[int]) -> sa.Select[tuple[int, ...]]:
    failing = sa.table("hub_failure", sa.column("partition"), sa.column("state"), sa.column("due_at"))
    due = sa.exists().where(
        failing.c.partition == OUTLETS.c.id, failing.c.state == failures.WAITING, failing.c.due_at <= now
    )
    mine = OUTLETS.c.owner == sa.bindparam("owner")
    wanted = sa.select(
        OUTLETS.c.id, OUTLETS.c.owner, OUTLETS.c.fence, OUTLETS.c.until, OUTLETS.c.position,
        OUTLETS.c.links, OUTLETS.c.head, now.label("now"), due.label("due"),
        (INLETS.c.next - 1).label("last"),
    )  # fmt: skip
    return (
        wanted.join(INLETS, INLETS.c.id == OUTLETS.c.id)
        .where(
            OUTLETS.c.stopped == "",
            sa.or_(mine, *_over(now)),
            sa.or_(OUTLETS.c.position < INLETS.c.next - 1, due),
        )
        # Who waited longest comes first: with more to do than leases, nobody is passed over for ever.
        .order_by(OUTLETS.c.until, OUTLETS.c.id)
        .limit(sa.bindparam("limit"))
    )


# A worker asks this all the time: composed once, it costs no more than its execution.
_CANDIDATES = _candidates(sa.bindparam("now", type_=sa.BigInteger))
_CANDIDATES_BY_SERVER = _candidates(sa.literal_column(SERVER_NOW, sa.BigInteger))


def claim(
    connection: sa.Connection, row: sa.Row[tuple[int, ...]], owner: str, now: int, until: int
) -> Lease | None:
    """Takes or renews the lease if nobody was faster; the fence grows with every new owner."""
    fence = row.fence if row.owner == owner else row.fence + 1
    taken = connection.execute(
        sa.update(OUTLETS)
        .where(
            OUTLETS.c.id == row.id,
            OUTLETS.c.fence == row.fence,
            sa.or_(OUTLETS.c.owner == owner, *_over(now)),
        )
        .values(owner=owner, fence=fence, until=until)
        .returning(OUTLETS.c.position, OUTLETS.c.links, OUTLETS.c.head)
    ).one_or_none()
    return None if taken is None else lease_of(row, owner, fence, taken)


def lease_of(row: sa.Row[Any], owner: str, fence: int, at: sa.Row[Any]) -> Lease:
    """The lease of the partition in `row`, which stands as `at` says."""
    return Lease(
        partition=row.id,
        owner=owner,
        fence=fence,
        position=at.position,
        due=bool(row.due),
        waiting=max(0, row.last - at.position),
        links=at.links,
        head=bytes(at.head),
    )


def position(connection: sa.Connection, partition: int) -> int:
    """How far the partition is handled; 0 where nothing ever came."""
    asked = sa.select(OUTLETS.c.position).where(OUTLETS.c.id == partition)
    return int(connection.execute(asked).scalar() or 0)


def heads(connection: sa.Connection, after: int, limit: int) -> list[Head]:
    """Ends of audit chains, by partition."""
    columns = (OUTLETS.c.id, OUTLETS.c.links, OUTLETS.c.head)
    asked = sa.select(*columns).where(OUTLETS.c.id > after, OUTLETS.c.links > 0).order_by(OUTLETS.c.id)
    rows = connection.execute(asked.limit(limit))
    return [Head(chain=row.id, number=row.links, hash=bytes(row.head)) for row in rows]
