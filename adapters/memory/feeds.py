"""Who was heard when, over a store in memory."""

from __future__ import annotations

from datetime import datetime

from adapters.memory.store import MemoryStore
from core.hub.arrivals import Arrival


class MemoryFeeds:
    """Looks at every arrival, every time."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def heard_since(self, partner: str, source: str, since: datetime) -> bool:
        return any(
            (row.partner, row.source, row.kind) == (partner, source, "document") and row.received_at >= since
            for row in self._store.rows(Arrival, limit=10**9)
        )
