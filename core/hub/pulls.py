"""What polling asks of the world: places outside to look into, and the journal of what was taken there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Protocol

import msgspec

from core.hub.contracts import Pull
from core.hub.manifests import Manifest
from core.hub.records import Record
from core.kernel.errors import Unavailable

# A thing that was only seen so far, one taken and not yet put away there, one done with, one left for good.
SEEN, TAKEN, DONE, LEFT = "seen", "taken", "done", "left"
# A version that the other side does not tell.
UNKNOWN_SIZE = -1
# The fact that says why a thing is kept as it came, and read by nobody.
BROKEN = "broken_file"


class NotNow(Unavailable):
    """This one thing cannot be taken now, others there can: it is passed over, and tried at the next look."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that lies there, and whole as far as its name tells.

    name: as the other side calls it, the same at every look. size, modified: its version there; where neither
    is known it is taken at every look, and what was taken before with the same bytes is not taken in again.
    put_away: it lies where taken things lie. settles_s: it counts as whole only when its version stood so
    long. mark: where the look after it begins. manifest: what it must hold, where somebody says so. nothing:
    there is no thing here, only the mark moves on. goes: what was taken lies there no more, so what does is
    another, whatever its version says. kept_as: what it is called where it was put away.
    """

    name: str
    size: int = UNKNOWN_SIZE
    modified: str = ""
    put_away: bool = False
    settles_s: float = 0.0
    media: str = "application/octet-stream"
    facts: dict[str, str] = {}
    mark: str = ""
    manifest: Manifest | None = None
    nothing: bool = False
    goes: bool = False
    kept_as: str = ""

    @property
    def has_version(self) -> bool:
        return self.size != UNKNOWN_SIZE or self.modified != ""


class Source(Protocol):
    """One place outside, connected at its first question."""

    def look(self, mark: str, *, again: bool = False) -> Iterable[Found]:
        """What lies there, in the order of taking; who asks ends when it has enough.

        again: what was put away before comes first, where the place keeps it: a hub that was restored may
        have lost it. mark: of the last thing that was taken, "" at first. What is still being written is not
        named, or settles. Raises Unavailable (the place is away) or Refused (it will have none of us: a
        person's turn).
        """
        ...

    def take(self, found: Found) -> Iterable[bytes]:
        """Its bytes in pieces of at most 1 MiB, however large it is.

        Raises NotNow where this thing alone is gone, changed or closed to us, Unavailable, or Refused.
        """
        ...

    def archive(self, found: Found) -> None:
        """Puts it away there, for we have it. Asked again, or of what is gone or changed, it does nothing."""
        ...

    def close(self) -> None: ...


class Sources(Protocol):
    """Opens the place that a contract names; `adapters/<name>/source.py` knows how."""

    def open(self, partner: str, pull: Pull) -> Source:
        """Refused for an unknown adapter or words it does not know, Unavailable for a secret that is away."""
        ...


class PullState(Record, frozen=True, kw_only=True):
    """How far a pull is, and who looks now.

    turn: counts the looks; a look that was overtaken commits nothing. due_at: when to look again. mark: what
    the source told last. life: of the hub, in which all that lies there was looked at. alarmed: whether an
    alarm about it is open. well_at: the last good look.
    """

    TABLE: ClassVar[str] = "hub_pull"
    KEY: ClassVar[tuple[str, ...]] = ("partner", "pull")

    partner: str
    pull: str
    due_at: datetime
    owner: str
    until: datetime | None
    turn: int
    mark: str
    life: int
    failures: int
    alarmed: bool
    text: str
    well_at: datetime | None


class Pulled(Record, frozen=True, kw_only=True):
    """The journal: one thing of a pull, its present version and what became of it.

    state: seen, taken (in, not yet put away there), done, left (for good; text says why). at: since when.
    partition, number: of the message it became, 0 where it has none.
    """

    TABLE: ClassVar[str] = "hub_pulled"
    KEY: ClassVar[tuple[str, ...]] = ("partner", "pull", "name")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partner", "pull", "state"),)

    partner: str
    pull: str
    name: str
    size: int
    modified: str
    sha256: str
    state: str
    at: datetime
    partition: int
    number: int
    text: str

    def is_version(self, found: Found) -> bool:
        return found.has_version and (self.size, self.modified) == (found.size, found.modified)
