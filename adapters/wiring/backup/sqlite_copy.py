"""SQLite: copied by its own online backup while the hub writes, and put back whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.wiring.backup.manifest import sync_folder
from core.kernel.errors import Refused, Unavailable

FILE = "hub.db"
WAIT_S = 30.0
BESIDE = ("", "-wal", "-shm")


def copy_out(database: Path, target: Path) -> str:
    """One read snapshot, which no writer waits for; the copy is looked through before it counts."""
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=WAIT_S)) as source,
        closing(sqlite3.connect(target / FILE)) as copy,
    ):
        # All pages in one step: step by step it would begin anew whenever somebody wrote in between.
        source.backup(copy, pages=-1)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Refused(f"{database} is damaged ({said}): this would be no backup; restore an older one")
    return FILE


def require_free(database: Path, *, over: bool) -> None:
    """Raises Refused where a hub has the file open, or there is one and it was not said to go over it."""
    if not database.exists():
        return
    if not over:
        raise Refused(
            f"{database} is there already; with --over it is set aside (kept beside it under another name)"
            " and the backup takes its place",
            cause="restore.not_empty",
        )
    try:
        with closing(sqlite3.connect(database, timeout=0.5)) as connection:
            # This takes the file alone, which only succeeds where nobody else has it open.
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise Refused(
            f"{database} is in use ({error}); stop the hub, its workers and its clock, then restore",
            cause="restore.running",
        ) from error
    except sqlite3.DatabaseError:
        return  # It is damaged: that is why somebody restores.


def lay_beside(source: Path, database: Path) -> Path:
    """The backup's copy under a name of its own; it gets its place when it bears its mark."""
    fresh = database.with_name(f"{database.name}.restoring")
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        for end in BESIDE:
            Path(f"{fresh}{end}").unlink(missing_ok=True)
        shutil.copyfile(source / FILE, fresh)
    except OSError as error:
        raise Unavailable(f"{fresh} cannot be written: {error.strerror}; free space there") from error
    fresh.chmod(0o600)
    return fresh


def put_in_place(fresh: Path, database: Path, *, stamp: str) -> str:
    """Sets aside what was there, also a log without its file; what it is called now, "" if nothing was."""
    with closing(sqlite3.connect(fresh, timeout=WAIT_S)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    aside = ""
    for end in BESIDE:
        old = Path(f"{database}{end}")
        if old.exists():
            aside = f"{database}.before-{stamp}"
            old.rename(f"{aside}{end}")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.rename(database)
    sync_folder(database.parent)
    return aside
