"""A folder: files that are finished are taken as they are, then moved away or remembered."""

import hashlib
import logging
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Literal

from front_end_agent.batch import Batch, Item, Mark, Reread, StagedFile, document_of, notice
from front_end_agent.clock import as_text, as_time
from front_end_agent.drop_folder import (
    DropFolder,
    Seen,
    files_moved_since,
    in_order,
    move_away,
    readable_name,
)
from front_end_agent.errors import AgentError, SourceFailed, SpoolFull
from front_end_agent.files import stage
from front_end_agent.record import DOCUMENT_BYTES_MAX, UNKNOWN_MEDIA, Document
from front_end_agent.sources import Context, SourceSettings
from front_end_agent.steps import step

log = logging.getLogger(__name__)
FILES_AT_ONCE = 200
REMEMBERED = timedelta(days=30)
FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)
MEDIA = {
    ".csv": "text/csv", ".txt": "text/plain", ".xml": "application/xml", ".json": "application/json",
    ".jsonl": "application/x-ndjson", ".pdf": "application/pdf", ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


class Settings(SourceSettings, frozen=True, kw_only=True):
    """`[[source]] kind = "folder"`."""

    path: Path
    patterns: tuple[str, ...] = ("*",)
    finished: Literal["stable", "marker", "rename"] = "stable"
    stable_s: float = 2.0
    after: Literal["move", "leave"] = "move"
    move_to: Path = Path("taken")
    size_bytes_max: int = 1024 * 1024 * 1024

    def check(self, *, home: Path) -> None:
        super().check(home=home)
        if not self.path.is_absolute():
            raise ValueError(f"`path` must be absolute, not {self.path} - at `$.path`")
        if not 0 <= self.stable_s <= 3600:
            raise ValueError("`stable_s` must be 0 to 3600 - at `$.stable_s`")


class Folder:
    """One folder, looked at again and again."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self.settings, self.context = settings, context
        self.moved_to = settings.path / settings.move_to
        self._drop = DropFolder(
            settings.path, patterns=settings.patterns, finished=settings.finished, stable_s=settings.stable_s
        )
        self._to_move: dict[str, Path] = {}
        self._faults: list[str] = []
        self._refreshed: date | None = None

    def batches(self) -> Iterator[Batch]:
        self._faults, self._to_move = [], {}
        reread = self.context.ledger.reread(self.settings.name)
        found = self._finished()
        known = self._known(found)
        if reread is None:
            yield from self._in_batches(found, known)
        else:
            yield from self._again(reread, found)
        yield from self._refresh(found, known)
        if self._faults:
            raise SourceFailed("; ".join(self._faults[:5]))

    def kept(self, batch: Batch) -> None:
        step("folder.kept")
        for mark in batch.marks:
            path = self._to_move.pop(mark.key, None)
            if path is not None:
                self._move(path)

    def look(self) -> list[str]:
        found = self._finished(at_once=True)
        known = self._known(found)
        return [readable_name(seen.path.name) for seen in found if not _is_known(seen, known)]

    def _again(self, reread: Reread, found: list[Seen]) -> Iterator[Batch]:
        """What was taken since the watermark is taken once more; it goes on where a full spool stopped it."""
        since = _time_of(reread.watermark)
        begun = reread.begun_at or as_text(self.context.clock.now())
        if not reread.begun_at:
            going_on = Reread(reread.watermark, begun)
            yield self._tell("reread_started", f"from {as_text(since)}", reread=going_on)
        again = files_moved_since(self.moved_to, since) if self.settings.after == "move" else []
        found = sorted(again + found, key=in_order)
        still = {
            name: shape
            for name, shape in self._known(found).items()
            if not as_text(since) <= _taken_at(shape) < begun
        }
        yield from self._in_batches(found, still)
        yield self._tell("reread_done", "read again", done=True)

    def _finished(self, *, at_once: bool = False) -> list[Seen]:
        try:
            return self._drop.finished_files(self.context.clock, at_once=at_once)
        except OSError as error:
            raise SourceFailed(f"{self.settings.path} cannot be read: {error.strerror}") from error

    def _known(self, found: list[Seen]) -> dict[str, str]:
        names = [_key(seen) for seen in found]
        return self.context.ledger.fingerprints(self.settings.name, names)

    def _in_batches(self, found: list[Seen], known: dict[str, str]) -> Iterator[Batch]:
        items: list[Item] = []
        marks: list[Mark] = []
        size = 0
        for seen in found:
            if _is_known(seen, known):
                if not seen.taken_before:  # Kept, but not moved: the agent was ended between the two.
                    self._move(seen.path)
                continue
            taken = self._take(seen, known.get(_key(seen), ""))
            if taken is None:
                continue
            item, mark = taken
            marks.append(mark)
            if item is not None:
                items.append(item)
                size += len(item.payload) if isinstance(item, Document) else DOCUMENT_BYTES_MAX
            if len(marks) >= FILES_AT_ONCE or size >= DOCUMENT_BYTES_MAX:
                yield self._batch(items, marks)
                items, marks, size = [], [], 0
        if marks:
            yield self._batch(items, marks)

    def _batch(self, items: list[Item], marks: list[Mark]) -> Batch:
        return Batch(
            source=self.settings.name,
            items=tuple(items),
            marks=tuple(marks),
            watermark=document_of(items[-1]).facts["watermark"] if items else None,
        )

    def _take(self, seen: Seen, known: str) -> tuple[Item | None, Mark] | None:
        """The file whole and its mark, or None if it cannot be had now; then it is looked at again."""
        try:
            with seen.path.open("rb") as file:
                item, sha256, size = self._read(seen, file)
                after = os.fstat(file.fileno())
        except FileNotFoundError:
            log.info("%s is gone before it was read", seen.path)
            return None
        except SpoolFull:
            raise
        except AgentError as error:
            self._faults.append(str(error))
            return None
        except OSError as error:
            self._faults.append(f"{seen.path} cannot be read: {error.strerror}")
            return None
        if (size, after.st_size, after.st_mtime_ns) != (seen.size, seen.size, seen.modified_ns):
            _drop(item)  # It grew while we read: it was not finished.
            return None
        return self._marked(seen, item, sha256=sha256, known=known)

    def _marked(self, seen: Seen, item: Item, *, sha256: str, known: str) -> tuple[Item | None, Mark]:
        name = _key(seen)
        now = as_text(self.context.clock.now())
        mark = Mark(key=name, fingerprint=f"{seen.shape}{sha256}|{now}", position=now)
        if self.settings.after == "move" and not seen.taken_before:
            self._to_move[name] = seen.path
        if self.settings.after == "leave" and f":{sha256}|" in known:
            _drop(item)  # Touched, but the same: a new time is no new document.
            return None, mark
        return item, mark

    def _read(self, seen: Seen, file: IO[bytes]) -> tuple[Item, str, int]:
        document = self._document(seen)
        if seen.size > DOCUMENT_BYTES_MAX:
            self.context.ledger.room_for(seen.size)
            into, bound = self.context.ledger.staging(), self.settings.size_bytes_max
            staged = stage(file, into=into, document=document, size_bytes_max=bound)
            return staged, staged.sha256, staged.size
        document.payload = file.read(DOCUMENT_BYTES_MAX + 1)
        return document, hashlib.sha256(document.payload).hexdigest(), len(document.payload)

    def _document(self, seen: Seen) -> Document:
        now = as_text(self.context.clock.now())
        name = readable_name(seen.path.name)
        guessed = MEDIA.get(seen.path.suffix.lower(), UNKNOWN_MEDIA)
        facts = {
            "modified_at": as_text(seen.modified_at), "encoding": "unknown", "watermark": f"{now}|{name}"
        }  # fmt: skip
        media = guessed if self.settings.media == UNKNOWN_MEDIA else self.settings.media
        return Document(
            source=self.settings.name, site=self.settings.site, name=name, media=media,
            seen_at=now, facts=facts, payload=b"",
        )  # fmt: skip

    def _move(self, path: Path) -> None:
        if self.settings.after == "leave":
            return
        try:
            move_away(path, self.moved_to, stamp=self.context.clock.now().strftime("%Y%m%dT%H%M%S%f"))
        except OSError as error:
            self._faults.append(f"{path} is taken, but cannot be moved to {self.moved_to}: {error.strerror}")

    def _refresh(self, found: list[Seen], known: dict[str, str]) -> Iterator[Batch]:
        """Once a day: what still lies here stays remembered, what is long gone is forgotten."""
        now = self.context.clock.now()
        if self._refreshed == now.date():
            return
        self._refreshed = now.date()
        marks = [
            Mark(key=name, fingerprint=known[name], position=as_text(now))
            for name in map(_key, found)
            if name in known
        ]
        yield Batch(source=self.settings.name, marks=tuple(marks), forget_before=as_text(now - REMEMBERED))

    def _tell(self, what: str, text: str, *, reread: Reread | None = None, done: bool = False) -> Batch:
        now = self.context.clock.now()
        said = notice(source=self.settings.name, site=self.settings.site, what=what, text=text, now=now)
        return Batch(source=self.settings.name, items=(said,), reread=reread, reread_done=done)


def open_source(settings: Settings, context: Context) -> Folder:
    return Folder(settings, context)


def _key(seen: Seen) -> str:
    """What the mark is kept under; a file read again among those taken is not the one newly dropped."""
    name = readable_name(seen.path.name)
    return f"again/{name}" if seen.taken_before else name


def _is_known(seen: Seen, known: dict[str, str]) -> bool:
    return known.get(_key(seen), "").startswith(seen.shape)


def _taken_at(fingerprint: str) -> str:
    return fingerprint.partition("|")[2]


def _drop(item: Item) -> None:
    if isinstance(item, StagedFile):
        item.path.unlink(missing_ok=True)


def _time_of(watermark: str | None) -> datetime:
    """A watermark is the time of taking and the name; one that is not ours means the beginning."""
    try:
        return as_time(watermark.partition("|")[0]) if watermark else FIRST_DAY
    except ValueError:
        log.warning("%r is no watermark of a folder; reading from the beginning", watermark)
        return FIRST_DAY
