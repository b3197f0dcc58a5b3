"""Workers share partitions: one that has nothing to do asks, one that has several hands some over."""

from __future__ import annotations

import sqlalchemy as sa

from adapters.database.columns import METADATA
from adapters.database.places import INLETS, OUTLETS
from core.hub.ports import shares

WISHES = sa.Table(
    "hub_wish",
    METADATA,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("until", sa.BigInteger, nullable=False),
)


def can_ask(connection: sa.Connection, owner: str, now: int) -> bool:
    """Whether another worker has something to do in a partition of its own."""
    theirs = _busy(now).where(OUTLETS.c.owner != owner).limit(1)
    return connection.execute(theirs).first() is not None


def ask(connection: sa.Connection, owner: str, until: int) -> None:
    """Leaves the wish, or lengthens it."""
    again = sa.update(WISHES).where(WISHES.c.owner == owner).values(until=until)
    if connection.execute(again).rowcount == 0:
        connection.execute(sa.insert(WISHES).values(owner=owner, until=until))


def forget(connection: sa.Connection, owner: str) -> None:
    """Who stops wants nothing any more."""
    connection.execute(sa.delete(WISHES).where(WISHES.c.owner == owner))


def wishers(connection: sa.Connection, owner: str, now: int) -> list[str]:
    """The other workers that ask now."""
    asking = sa.select(WISHES.c.owner).where(WISHES.c.until > now, WISHES.c.owner != owner)
    return list(connection.execute(asking.order_by(WISHES.c.owner)).scalars())


def hand_over(connection: sa.Connection, owner: str, now: int, until: int) -> int:
    """Gives those that ask their share of what this worker has to do; how many partitions went.

    Each changes its owner at once, under a new fence: nobody else can take it between.
    """
    asking = wishers(connection, owner, now)
    busy = [row.id for row in connection.execute(_busy(now).where(OUTLETS.c.owner == owner))]
    gone = 0
    for partition, wisher in shares(busy, asking):
        taken = sa.update(OUTLETS).where(OUTLETS.c.id == partition, OUTLETS.c.owner == owner)
        gone += connection.execute(
            taken.values(owner=wisher, fence=OUTLETS.c.fence + 1, until=until)
        ).rowcount
        forget(connection, wisher)
    connection.execute(sa.delete(WISHES).where(WISHES.c.until <= now))
    return gone


def _busy(now: int) -> sa.Select[tuple[int]]:
    """Partitions that somebody leases and that have something to do."""
    return (
        sa.select(OUTLETS.c.id)
        .join(INLETS, INLETS.c.id == OUTLETS.c.id)
        .where(
            OUTLETS.c.stopped == "", OUTLETS.c.until > now, OUTLETS.c.position < INLETS.c.next - 1,
        )
        .order_by(OUTLETS.c.id)
    )  # fmt: skip
