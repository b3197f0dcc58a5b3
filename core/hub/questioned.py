"""Sends that may have been made in a time the hub lost: they are asked about, or left to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.hub.arrivals import Arrival
from core.hub.incarnations import Incarnation, newest
from core.hub.outbox import Outgoing
from core.hub.ports import Store
from core.hub.recovery import Recovering, all_of

# What a message led to later comes behind it: it is of the lost time for so much longer.
FOLLOWS = timedelta(hours=1)
# Who recovers still is read so often. That one is asked about a little longer than needed does no harm.
CACHED = timedelta(seconds=5)


class Questions:
    """Says of a send whether it may have been made before the restore. One a deliverer; lives are not cached
    away: a hub is restored only while no process of it runs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked = False
        self._life: Incarnation | None = None
        self._rows: list[Recovering] = []
        self._read_at: datetime | None = None

    def since(self, outgoing: Outgoing, *, at: datetime) -> datetime | None:
        """The restore before which it may have been made; None where it surely was not.

        It may have been if it was meant before the restore, or is made of what was received before the
        partner's recovery ended: that may be what the lost hub had received, and had sent on.
        """
        if not self._looked:
            self._life, self._looked = newest(self._store), True
        if self._life is None:
            return None
        return self._life.restored_at if self._may_be_of_before(outgoing, self._life, at) else None

    def _may_be_of_before(self, outgoing: Outgoing, life: Incarnation, at: datetime) -> bool:
        if outgoing.intent_at <= life.restored_at:
            return True
        origin = self._store.arrival(outgoing.partition, outgoing.number)
        if origin is None:
            return True
        rows = self._recovering(life, at)
        # What the hub itself found out may rest on anybody's records.
        of_partner = [row for row in rows if row.partner == origin.partner] or rows
        return any(row.ended_at is None or _received(origin) <= row.ended_at for row in of_partner)

    def _recovering(self, life: Incarnation, at: datetime) -> list[Recovering]:
        # Also read again by a clock that was set back: then nobody knows how old this is.
        if self._read_at is None or not timedelta(0) <= at - self._read_at < CACHED:
            self._rows, self._read_at = all_of(self._store, life), at
        return self._rows


def _received(origin: Arrival) -> datetime:
    return origin.received_at if origin.kind == "document" else origin.received_at - FOLLOWS
