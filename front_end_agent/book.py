"""What the spool knows of each source: its watermark, its state, what it has seen, what to read again."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from front_end_agent.batch import Batch, Reread, StagedFile, document_of
from front_end_agent.record import Document, Notice
from front_end_agent.tracing import new_trace

if TYPE_CHECKING:
    from front_end_agent.spool import Spool

KEYS_AT_ONCE = 500
UPSERT_SOURCE = """
INSERT INTO sources (source, watermark, seen_at, error) VALUES (:source, :watermark, :seen_at, :error)
ON CONFLICT (source) DO UPDATE SET
    watermark = coalesce(excluded.watermark, watermark),
    seen_at = coalesce(excluded.seen_at, seen_at),
    error = CASE WHEN :told THEN excluded.error ELSE error END
"""


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """One source as the heartbeat and `agent status` tell it."""

    source: str
    watermark: str | None
    seen_at: str | None
    error: str
    reread: bool


class SourceBook:
    """The tables `sources` and `seen`, written in the unit that keeps the frame."""

    def __init__(self, spool: "Spool") -> None:
        self._spool = spool

    def keep(self, unit: sqlite3.Connection, batch: Batch) -> list[Document | Notice]:
        """Books a batch and gives the records to seal, each with the watermark it may promise."""
        records: list[Document | Notice] = []
        before = _watermark(unit, batch.source)
        held = _held(unit, batch.source)
        for item in batch.items:
            if isinstance(item, StagedFile | Document):
                self._trace(document_of(item))
            if isinstance(item, StagedFile):
                self._spool.files.keep(unit, item, watermark_before=before)
                held = held or (before,)
                before = item.document.facts.get("watermark", before)
            elif isinstance(item, Document):
                before = item.facts.get("watermark", before)
                records.append(promise(item, held))
            else:
                records.append(item)
        self._write(unit, batch)
        return records

    def _trace(self, document: Document) -> None:
        """From here on, whatever becomes of it, it can be followed."""
        document.trace = document.trace or new_trace(self._spool.clock.now())

    def watermark(self, source: str) -> str | None:
        with self._spool.store.look() as connection:
            return _watermark(connection, source)

    def reread(self, source: str) -> Reread | None:
        with self._spool.store.look() as connection:
            row = connection.execute("SELECT reread FROM sources WHERE source = ?", (source,)).fetchone()
        return msgspec.json.decode(row[0], type=Reread) if row and row[0] else None

    def ask_reread(self, unit: sqlite3.Connection, source: str, watermark: str | None) -> None:
        """From the next round on the source reads again from here, until a batch says it is done."""
        wish = msgspec.json.encode(Reread(watermark)).decode()
        unit.execute(
            "INSERT INTO sources (source, reread) VALUES (?, ?)"
            " ON CONFLICT (source) DO UPDATE SET reread = excluded.reread",
            (source, wish),
        )

    def fingerprints(self, source: str, keys: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._spool.store.look() as connection:
            for start in range(0, len(keys), KEYS_AT_ONCE):
                some = keys[start : start + KEYS_AT_ONCE]
                marks = ",".join("?" * len(some))
                found.update(
                    connection.execute(
                        f"SELECT key, fingerprint FROM seen WHERE source = ? AND key IN ({marks})",  # noqa: S608
                        (source, *some),
                    )
                )
        return found

    def states(self) -> list[SourceState]:
        with self._spool.store.look() as connection:
            return read_states(connection)

    def staging(self) -> Path:
        return self._spool.files.folder

    def room_for(self, size_bytes: int) -> None:
        self._spool.room_for(size_bytes)

    def _write(self, unit: sqlite3.Connection, batch: Batch) -> None:
        if batch.reset:
            unit.execute("DELETE FROM seen WHERE source = ?", (batch.source,))
            unit.execute("UPDATE sources SET watermark = NULL WHERE source = ?", (batch.source,))
        times = [item.seen_at for item in batch.items if isinstance(item, Document)]
        unit.execute(
            UPSERT_SOURCE,
            {
                "source": batch.source,
                "watermark": batch.watermark,
                "seen_at": max(times, default=None),
                "error": batch.error or "",
                "told": batch.error is not None,
            },
        )
        if batch.reread is not None or batch.reread_done:
            begun = None if batch.reread is None else msgspec.json.encode(batch.reread).decode()
            unit.execute("UPDATE sources SET reread = ? WHERE source = ?", (begun, batch.source))
        unit.executemany(
            "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (source, key) DO UPDATE SET"
            " fingerprint = excluded.fingerprint, position = excluded.position",
            [(batch.source, mark.key, mark.fingerprint, mark.position) for mark in batch.marks],
        )
        if batch.forget_before is not None:
            unit.execute(
                "DELETE FROM seen WHERE source = ? AND position < ?", (batch.source, batch.forget_before)
            )


def promise(document: Document, held: tuple[str | None] | None) -> Document:
    """Behind a large file still on its way no record may promise a watermark beyond that file."""
    if held is None:
        return document
    facts = {name: value for name, value in document.facts.items() if name != "watermark"}
    if held[0] is not None:
        facts["watermark"] = held[0]
    return msgspec.structs.replace(document, facts=facts)


def read_states(connection: sqlite3.Connection) -> list[SourceState]:
    rows = connection.execute("SELECT source, watermark, seen_at, error, reread FROM sources ORDER BY source")
    return [
        SourceState(source=row[0], watermark=row[1], seen_at=row[2], error=row[3], reread=bool(row[4]))
        for row in rows
    ]


def _watermark(connection: sqlite3.Connection, source: str) -> str | None:
    row = connection.execute("SELECT watermark FROM sources WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


def _held(connection: sqlite3.Connection, source: str) -> tuple[str | None] | None:
    """The watermark before the oldest file of this source that is still on its way; None if none is."""
    row = connection.execute(
        "SELECT watermark_before FROM files WHERE source = ? ORDER BY place LIMIT 1", (source,)
    ).fetchone()
    return (row[0],) if row else None
