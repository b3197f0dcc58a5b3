"""Files too large for one record: copied into our home first, sealed in pieces when nothing small waits."""

import contextlib
import hashlib
import secrets
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from front_end_agent import machine
from front_end_agent.batch import StagedFile, notice
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.record import CHUNK_BYTES_MAX, Chunk, Document, Manifest, Notice, Record
from front_end_agent.steps import step

if TYPE_CHECKING:
    from front_end_agent.spool import Spool

COPY_BYTES = 1024 * 1024


class Reader(Protocol):
    """Anything that gives bytes until it has none."""

    def read(self, size: int, /) -> bytes: ...


def stage(reader: Reader, *, into: Path, document: Document, size_bytes_max: int) -> StagedFile:
    """Copies to the end, hashing on the way; raises SpoolFull when the disk has no room for it."""
    file_id = secrets.token_hex(16)
    path = into / file_id
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as copy:
            while piece := reader.read(COPY_BYTES):
                digest.update(piece)
                size += len(piece)
                if size > size_bytes_max:
                    raise AgentError(f"{document.name} is over the bound of {size_bytes_max} bytes")
                copy.write(piece)
            copy.flush()
            machine.sync_file(copy.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and machine.disk_is_full(error):
            raise SpoolFull(f"no room to copy {document.name} into {into}: {error}") from error
        raise
    machine.sync_folder(into)
    step("files.staged")
    return StagedFile(id=file_id, document=document, path=path, size=size, sha256=digest.hexdigest())


class FileQueue:
    """The large files on their way, oldest first."""

    def __init__(self, spool: "Spool") -> None:
        self._spool = spool
        self.folder = spool.home / "staged"
        machine.make_private_folder(self.folder)
        self._drop_orphans()

    def keep(self, unit: sqlite3.Connection, staged: StagedFile, *, watermark_before: str | None) -> None:
        unit.execute(
            "INSERT INTO files (id, source, size, sha256, document, watermark_before)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                staged.id,
                staged.document.source,
                staged.size,
                staged.sha256,
                msgspec.json.encode(staged.document),
                watermark_before,
            ),
        )

    def waiting(self) -> int:
        with self._spool.store.look() as connection:
            return int(connection.execute("SELECT count(*) FROM files").fetchone()[0])

    def next_records(self, unit: sqlite3.Connection) -> Sequence[Record]:
        """The next chunk of the oldest file, with the manifest behind the last one."""
        row = unit.execute(
            "SELECT place, id, size, sha256, document, next_index FROM files ORDER BY place LIMIT 1"
        ).fetchone()
        if row is None:
            return ()
        place, file_id, size, sha256, document, index = row
        chunks = -(-size // CHUNK_BYTES_MAX)
        said = msgspec.json.decode(document, type=Document)
        try:
            with (self.folder / file_id).open("rb") as staged:
                staged.seek(index * CHUNK_BYTES_MAX)
                chunk = Chunk(file=file_id, index=index, payload=staged.read(CHUNK_BYTES_MAX))
        except FileNotFoundError:
            unit.execute("DELETE FROM files WHERE place = ?", (place,))
            return (self._lost(said),)
        if index + 1 < chunks:
            unit.execute("UPDATE files SET next_index = ? WHERE place = ?", (index + 1, place))
            return (chunk,)
        unit.execute("DELETE FROM files WHERE place = ?", (place,))
        return (chunk, self._manifest(unit, said, file=(file_id, size, sha256, chunks)))

    def sealed(self, records: Sequence[Record]) -> None:
        """Once the manifest is in the chain our own copy has done its work."""
        for record in records:
            if isinstance(record, Manifest):
                (self.folder / record.file).unlink(missing_ok=True)

    def restart(self, unit: sqlite3.Connection) -> None:
        """In a new epoch a file half sent begins again: the old chain will not complete it."""
        unit.execute("UPDATE files SET next_index = 0")

    def _lost(self, said: Document) -> Notice:
        text = f"the copy of {said.name} is gone from {self.folder}; it must be handed in again"
        now = self._spool.clock.now()
        return notice(source=said.source, site=said.site, what="source_failed", text=text, now=now)

    def _manifest(
        self, unit: sqlite3.Connection, said: Document, *, file: tuple[str, int, str, int]
    ) -> Manifest:
        file_id, size, sha256, chunks = file
        held = unit.execute(
            "SELECT watermark_before FROM files WHERE source = ? ORDER BY place LIMIT 1", (said.source,)
        ).fetchone()
        now = unit.execute("SELECT watermark FROM sources WHERE source = ?", (said.source,)).fetchone()
        reached = held[0] if held else now[0] if now else None
        facts = {name: value for name, value in said.facts.items() if name != "watermark"}
        if reached is not None:
            facts["watermark"] = reached
        return Manifest(
            source=said.source, site=said.site, name=said.name, media=said.media, seen_at=said.seen_at,
            facts=facts, file=file_id, size=size, sha256=sha256, chunks=chunks, trace=said.trace,
        )  # fmt: skip

    def _drop_orphans(self) -> None:
        """A copy whose row was never kept was promised to nobody; the source still has the file."""
        with self._spool.store.look() as connection:
            known = {row[0] for row in connection.execute("SELECT id FROM files")}
        for path in self.folder.iterdir():
            if path.name not in known:
                with contextlib.suppress(OSError):
                    path.unlink()
