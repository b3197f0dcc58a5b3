"""The outbox's queues over a store in memory: the plain model of the question the databases answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adapters.memory.store import MemoryStore
from core.hub import outbox
from core.hub.outbox import Outgoing


class MemoryQueues:
    """Looks at every row, every time."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def endpoints(self, at: datetime, *, limit: int) -> Sequence[str]:
        return sorted({row.endpoint for row in self._rows() if outbox.is_due(row, at)})[:limit]

    def heads(self, endpoint: str, at: datetime, *, limit: int) -> Sequence[Outgoing]:
        rows = [row for row in self._rows() if row.endpoint == endpoint]
        first: dict[str, Outgoing] = {}
        for row in sorted(rows, key=lambda row: (row.place, row.send_id)):
            if row.state in (outbox.WAITING, outbox.IN_DOUBT):
                first.setdefault(row.key, row)
        due = [row for row in first.values() if outbox.is_due(row, at)]
        return sorted(due, key=lambda row: (row.due_at, row.place, row.send_id))[:limit]

    def sent_before(self, at: datetime, *, limit: int) -> Sequence[Outgoing]:
        sent = [(row.due_at, row) for row in self._rows() if row.state == outbox.SENT and row.due_at]
        old = [(moment, row) for moment, row in sent if moment < at]
        return [row for _, row in sorted(old, key=lambda one: (one[0], one[1].send_id))][:limit]

    def _rows(self) -> list[Outgoing]:
        return self._store.rows(Outgoing, limit=10**9)
