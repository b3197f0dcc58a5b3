"""What a source hands to the spool in one go: records, the watermark after them, marks of what was seen."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import msgspec

from front_end_agent.clock import as_text
from front_end_agent.record import Document, Notice


class Reread(msgspec.Struct, frozen=True):
    """The hub's wish that a source be read again from here (None: the beginning), and since when it is."""

    watermark: str | None
    begun_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A file too large for one record, copied into the agent's own home before anything is promised."""

    id: str
    document: Document  # with an empty payload: the name, media and facts of the manifest
    path: Path
    size: int
    sha256: str


Item = Document | StagedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That a source has seen `key` looking like `fingerprint`; `position` says when it may be forgotten."""

    key: str
    fingerprint: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Kept whole or not at all, in the same commit as the frame that carries it."""

    source: str
    items: tuple[Item | Notice, ...] = ()
    watermark: str | None = None  # after the batch; None leaves the one before
    marks: tuple[Mark, ...] = ()
    forget_before: str | None = None  # marks whose position is less are dropped
    error: str | None = None  # "" mends the source, a text says why it failed
    reread: "Reread | None" = None  # a reading-again that has begun
    reread_done: bool = False
    reset: bool = False  # the watermark is set as given, even to nothing, and all marks are dropped

    @property
    def tells_only(self) -> bool:
        """Nothing but notices: they may use the room that is kept for them."""
        return all(isinstance(item, Notice) for item in self.items)


def notice(*, source: str, site: str, what: str, text: str, now: dt.datetime) -> Notice:
    return Notice(source=source, site=site, seen_at=as_text(now), facts={}, what=what, text=text[:2000])


def document_of(item: Item) -> Document:
    """The document itself, or the one a large file will be."""
    return item.document if isinstance(item, StagedFile) else item


def discard(batch: Batch) -> None:
    """A batch that was not kept leaves no copies behind; its source still has everything."""
    for item in batch.items:
        if isinstance(item, StagedFile):
            item.path.unlink(missing_ok=True)
