"""Where documents come from: each module here is one kind of source, found by its name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from front_end_agent.batch import Batch, Reread
from front_end_agent.clock import Clock
from front_end_agent.record import UNKNOWN_MEDIA


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every source says of itself in `agent.toml`."""

    kind: str
    name: str
    site: str
    media: str = UNKNOWN_MEDIA
    every_s: float = 1.0

    def check(self, *, home: Path) -> None:
        """Raises ValueError with `- at $.field` for what the types cannot say."""
        if not 0.1 <= self.every_s <= 86_400:
            raise ValueError("`every_s` must be 0.1 to 86400 - at `$.every_s`")


class Ledger(Protocol):
    """What a source may ask of the spool: what it has already handed over."""

    def watermark(self, source: str) -> str | None: ...

    def reread(self, source: str) -> Reread | None:
        """The hub's wish to read again, until a batch says it is done."""
        ...

    def fingerprints(self, source: str, keys: list[str]) -> dict[str, str]:
        """Of these keys, those that were seen, and what they looked like."""
        ...

    def staging(self) -> Path:
        """Where large files are copied before they are promised."""
        ...

    def room_for(self, size_bytes: int) -> None:
        """Raises SpoolFull when so much could not be kept now."""
        ...


class Source(Protocol):
    """A source that is asked again and again."""

    def batches(self) -> Iterator[Batch]:
        """What is there now; each batch is kept before the next is asked for. Raises SourceFailed."""
        ...

    def look(self) -> list[str]:
        """What it would take now, taking nothing. Raises SourceFailed."""
        ...

    def kept(self, batch: Batch) -> None:
        """Called when the spool has the batch: move the files, forget the pages."""
        ...


@runtime_checkable
class Served(Protocol):
    """A source that is spoken to: it listens, and hands over through `Context.put`."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def look(self) -> list[str]: ...


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a source is opened with; `put` is for sources that are spoken to and do not poll."""

    home: Path
    clock: Clock
    ledger: Ledger
    put: Callable[[Batch], None]
