"""The ledger of a dry run: it knows what the spool knows, and keeps nothing."""

import sqlite3
from pathlib import Path

from front_end_agent.batch import Batch, Reread
from front_end_agent.errors import AgentError


class DryLedger:
    """Reads the spool's file beside a running agent; without a spool nothing was ever seen."""

    def __init__(self, home: Path) -> None:
        self.path = home / "spool.db"

    def watermark(self, source: str) -> str | None:
        rows = self._rows("SELECT watermark FROM sources WHERE source = ?", source)
        return str(rows[0][0]) if rows and rows[0][0] is not None else None

    def reread(self, source: str) -> Reread | None:
        return None

    def fingerprints(self, source: str, keys: list[str]) -> dict[str, str]:
        wanted = set(keys)
        rows = self._rows("SELECT key, fingerprint FROM seen WHERE source = ?", source)
        return {str(key): str(shape) for key, shape in rows if key in wanted}

    def staging(self) -> Path:
        raise AgentError("a dry run copies nothing")

    def room_for(self, size_bytes: int) -> None:
        """A dry run needs no room."""

    def put(self, batch: Batch) -> None:
        raise AgentError("a dry run keeps nothing")

    def _rows(self, query: str, source: str) -> list[tuple[object, ...]]:
        if not self.path.exists():
            return []
        connection = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute(query, (source,)).fetchall()
        except sqlite3.DatabaseError as error:
            raise AgentError(f"{self.path} cannot be read: {error}") from error
        finally:
            connection.close()
