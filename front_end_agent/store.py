"""The spool's file: SQLite in WAL mode, every commit on the disk before it is believed."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from front_end_agent import machine
from front_end_agent.errors import Misconfigured, SpoolFull

BUSY_TIMEOUT_S = 10
WAL_BYTES_MAX = 8 * 1024 * 1024
BALLAST_BYTES = WAL_BYTES_MAX
SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE frames (
    number INTEGER PRIMARY KEY, sealed_at TEXT NOT NULL, size INTEGER NOT NULL, sealed BLOB NOT NULL
);
CREATE TABLE files (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, source TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, document BLOB NOT NULL,
    next_index INTEGER NOT NULL DEFAULT 0, watermark_before TEXT
);
CREATE TABLE sources (
    source TEXT PRIMARY KEY, watermark TEXT, seen_at TEXT, error TEXT NOT NULL DEFAULT '', reread TEXT
) WITHOUT ROWID;
CREATE TABLE seen (
    source TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, position TEXT NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE INDEX seen_position ON seen (source, position);
"""


class Store:
    """One connection that writes, under a lock, and one that reads beside it."""

    def __init__(self, path: Path, *, bytes_max: int) -> None:
        self.path = path
        self._ballast = path.with_name("spool.ballast")
        self._lock = threading.RLock()
        self._read_lock = threading.Lock()
        self._writer = _connect(path)
        try:
            self._writer.execute("PRAGMA journal_mode = WAL")
            self._writer.execute("PRAGMA synchronous = FULL")
            self._writer.execute(f"PRAGMA journal_size_limit = {WAL_BYTES_MAX}")
            self.page_bytes = int(self._writer.execute("PRAGMA page_size").fetchone()[0])
            self._writer.execute(f"PRAGMA max_page_count = {bytes_max // self.page_bytes}")
            self.is_new = self._prepare()
            self._reader = _connect(path)
            self.lay_ballast()
        except sqlite3.DatabaseError as error:
            advice = "free disk space" if _no_room(error) else "move it away to open a new epoch"
            raise Misconfigured(f"{path} cannot be used as a spool: {error}; {advice}") from error

    @contextlib.contextmanager
    def unit(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing; raises SpoolFull when the disk or the bound has no room for it.

        durable: on the disk when it is left. Else a power cut may take it back, whole, until the next unit
        that is durable; for what somebody else will tell us again.
        """
        with self._lock, self._synced(durable):
            connection = self._writer
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error) and _no_room(error):
                    said = f"{self.path}: {error}; free disk space, then it goes on"
                    raise SpoolFull(said, disk=True) from error
                raise

    @contextlib.contextmanager
    def _synced(self, durable: bool) -> Iterator[None]:
        if durable:
            yield
            return
        self._writer.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._writer.execute("PRAGMA synchronous = FULL")

    @contextlib.contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """Reads what is committed, without waiting for a commit that is under way."""
        with self._read_lock:
            yield self._reader

    def checkpoint(self) -> None:
        """Empties the log into the file, so that the log begins again and does not grow."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def lay_ballast(self) -> None:
        """Keeps room on the disk for the work that is left when it has no other."""
        if not self._ballast.exists():
            try:
                machine.hold_room(self._ballast, BALLAST_BYTES)
            except OSError:
                self._ballast.unlink(missing_ok=True)

    def throw_ballast(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def used_bytes(self, connection: sqlite3.Connection) -> int:
        """Pages that hold something; a page set free counts as free, the file itself does not shrink."""
        pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
        free = int(connection.execute("PRAGMA freelist_count").fetchone()[0])
        return (pages - free) * self.page_bytes

    def close(self) -> None:
        with self._lock, self._read_lock:
            self._reader.close()
            self._writer.close()

    def _prepare(self) -> bool:
        version = int(self._writer.execute("PRAGMA user_version").fetchone()[0])
        if version == SCHEMA_VERSION:
            return False
        if version != 0:
            raise Misconfigured(f"{self.path} is of version {version}, this agent knows {SCHEMA_VERSION}")
        with self.unit() as connection:
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return True


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, value FROM meta"))


def write_meta(connection: sqlite3.Connection, **values: object) -> None:
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [(name, str(value)) for name, value in values.items()],
    )


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)


def _no_room(error: sqlite3.Error) -> bool:
    # An I/O error is what a quota or a file size limit looks like from inside SQLite.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
