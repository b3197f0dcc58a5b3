"""What is known of feeds, over a store in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.memory.store import MemoryStore
from core.hub.arrivals import Arrival
from core.hub.documents import NOTED, StoredDocument
from core.hub.failures import Failure
from core.hub.feeds import Came, Rejects, rows_in

_ALL = 10**9


class MemoryFeeds:
    """Looks at every arrival, every time."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def heard_since(self, partner: str, source: str, since: datetime) -> bool:
        return any(row.source == source for row in self._arrivals(partner, since))

    def fresh_since(self, partner: str, source: str, since: datetime) -> bool:
        rows = (row for row in self._arrivals(partner, since) if row.source == source)
        return any(one.event_time >= since for row in rows for one in self._documents(row))

    def came(self, feed: tuple[str, str], since: datetime, until: datetime, *, rows_max: int) -> Came:
        rows = [
            row
            for row in self._arrivals(feed[0], since)
            if row.source == feed[1] and row.received_at <= until
        ]
        if not rows:
            return Came()
        first = [
            one for row in rows for one in self._documents(row) if not (one.outcome == NOTED and one.linked)
        ]
        return Came(
            first_at=min(row.received_at for row in rows),
            last_at=max(row.received_at for row in rows),
            rows=min(sum(rows_in(one.body) for one in first), rows_max),
            waiting=any(row.number > self._store.position(row.partition) for row in rows),
        )

    def rejects(self, partner: str, since: datetime, *, limit: int) -> Rejects:
        rows = self._store.rows(Failure, limit=_ALL)
        mine = [row.outcome for row in rows if row.partner == partner and row.first_at >= since][:limit]
        return Rejects(refused=mine.count("refused"), unreadable=mine.count("unreadable"))

    def documents(self, partner: str, since: datetime, *, limit: int) -> int:
        found = [one for row in self._arrivals(partner, since) for one in self._documents(row)]
        return min(len(found), limit)

    def _arrivals(self, partner: str, since: datetime) -> Iterator[Arrival]:
        for row in self._store.rows(Arrival, limit=_ALL):
            if (row.partner, row.kind) == (partner, "document") and row.received_at >= since:
                yield row

    def _documents(self, row: Arrival) -> list[StoredDocument]:
        made = self._store.rows(StoredDocument, limit=_ALL, partition=row.partition, number=row.number)
        return [one for one in made if one.cause == -1]
