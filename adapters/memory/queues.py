"""The outbox's queues over a store in memory: the plain model of the question the databases answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adapters.memory.store import MemoryStore
from core.hub import failures, outbox
from core.hub.failures import Failure
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
        open_ = {(row.partition, row.number) for row in self._failures() if row.state not in failures.OVER}
        old = [(at_, row) for at_, row in sent if at_ < at and (row.partition, row.number) not in open_]
        return [row for _, row in sorted(old, key=lambda one: (one[0], one[1].send_id))][:limit]

    def _failures(self) -> list[Failure]:
        return self._store.rows(Failure, limit=10**9)

    def _rows(self) -> list[Outgoing]:
        return self._store.rows(Outgoing, limit=10**9)
