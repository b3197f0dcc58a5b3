"""The spool's bound on the disk: what is receipted goes first, what is not receipted never goes."""

import contextlib
import sqlite3
from datetime import datetime, timedelta

from front_end_agent.clock import as_text
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.settings import SpoolSettings
from front_end_agent.store import Store

RESERVE_SHARE = 20  # one part in so many is kept for notices and for the chunks of files taken already
RESERVE_BYTES_MIN = 2 * 1024 * 1024
FRAMES_AT_ONCE = 16


class Room:
    """How much there is and how it is made; all inside the unit that needs it."""

    def __init__(self, store: Store, settings: SpoolSettings) -> None:
        self._store, self.bytes_max, self._keep_days = store, settings.bytes_max, settings.keep_days
        self._reserve = max(RESERVE_BYTES_MIN, settings.bytes_max // RESERVE_SHARE)

    def used_bytes(self, connection: sqlite3.Connection) -> int:
        """The spool's pages and the copies of large files."""
        staged = connection.execute("SELECT coalesce(sum(size), 0) FROM files").fetchone()[0]
        return self._store.used_bytes(connection) + int(staged)

    def check(self, size_bytes: int) -> None:
        """Raises AgentError when so much could never be kept."""
        if size_bytes > self.bytes_max - self._reserve:
            raise AgentError(f"{size_bytes} bytes are over the whole spool; raise spool.bytes_max")

    def make(self, unit: sqlite3.Connection, wanted: int, *, receipted: int, reserved: bool) -> None:
        """Raises SpoolFull when so much cannot be kept now; only what is `reserved` for uses the reserve."""
        bound = self.bytes_max - (0 if reserved else self._reserve)
        while (used := self.used_bytes(unit)) + wanted > bound:
            dropped = unit.execute(
                "DELETE FROM frames WHERE number IN"
                " (SELECT number FROM frames WHERE number <= ? ORDER BY number LIMIT ?)",
                (receipted, FRAMES_AT_ONCE),
            ).rowcount
            if not dropped:
                raise SpoolFull(
                    f"the spool holds {used} of {self.bytes_max} bytes and has no room for {wanted} more; "
                    "it goes on when the hub takes frames (or raise spool.bytes_max)"
                )

    def give_up(self, receipted: int) -> None:
        """On a full disk the ballast goes, and the pages of frames that the hub has are room for others."""
        self._store.throw_ballast()
        self._store.checkpoint()
        with contextlib.suppress(SpoolFull), self._store.unit() as unit:
            unit.execute("DELETE FROM frames WHERE number <= ?", (receipted,))

    def forget_old(self, unit: sqlite3.Connection, *, receipted: int, now: datetime) -> None:
        """Receipted frames have served their days."""
        before = as_text(now - timedelta(days=self._keep_days))
        unit.execute("DELETE FROM frames WHERE number <= ? AND sealed_at < ?", (receipted, before))
