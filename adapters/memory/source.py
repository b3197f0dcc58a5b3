"""A place outside in memory: what lies there, and the moods a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from core.hub.contracts import Pull
from core.hub.pulls import Found, NotNow
from core.kernel.errors import Refused, Unavailable

PIECE_BYTES = 64 * 1024
Mood = Callable[[Found | None], None]


class MemorySource:
    """Keeps things by their names; `looking`, `taking` and `archiving` may fail on their way."""

    def __init__(self) -> None:
        self.lies: dict[str, tuple[Found, bytes]] = {}
        self._away: dict[str, tuple[Found, bytes]] = {}
        self.looking: Mood = _calm
        self.taking: Mood = _calm
        self.archiving: Mood = _calm
        self.closed = 0

    def put(self, name: str, payload: bytes, *, modified: str = "1", settles_s: float = 0.0) -> Found:
        """Somebody puts it there."""
        found = Found(name=name, size=len(payload), modified=modified, settles_s=settles_s)
        self.lies[name] = (found, payload)
        return found

    def look(self, mark: str, *, again: bool = False) -> Iterable[Found]:
        self.looking(None)
        before = [found for found, _ in self._away.values()] if again else []
        return [*before, *(found for found, _ in self.lies.values())]

    def take(self, found: Found) -> Iterable[bytes]:
        self.taking(found)
        there, payload = self._there(found)
        if there != found:
            raise NotNow(f"{found.name} changed", cause="pull.changed")
        for at in range(0, len(payload), PIECE_BYTES):
            yield payload[at : at + PIECE_BYTES]

    def archive(self, found: Found) -> None:
        self.archiving(found)
        if found.name in self.lies and self.lies[found.name][0] == found:
            away = msgspec.structs.replace(found, put_away=True, settles_s=0.0)
            self._away[found.name] = (away, self.lies.pop(found.name)[1])

    def close(self) -> None:
        self.closed += 1

    @property
    def archived(self) -> dict[str, bytes]:
        """What was put away."""
        return {name: payload for name, (_, payload) in self._away.items()}

    def _there(self, found: Found) -> tuple[Found, bytes]:
        try:
            return (self._away if found.put_away else self.lies)[found.name]
        except KeyError:
            raise NotNow(f"{found.name} is gone", cause="pull.gone") from None


class MemorySources:
    """Places by the name of their pull."""

    def __init__(self) -> None:
        self.known: dict[str, MemorySource] = {}

    def open(self, partner: str, pull: Pull) -> MemorySource:
        try:
            return self.known[pull.name]
        except KeyError:
            raise Refused(f"there is no place {pull.name}", cause="pull.adapter") from None


def _calm(found: Found | None) -> None:
    return None


def away(found: Found | None) -> None:
    """The mood of a place that is not there."""
    raise Unavailable("nobody answers", cause="test.away")


def unwilling(found: Found | None) -> None:
    """The mood of a place that will have none of us."""
    raise Refused("its key is another one", cause="test.unwilling")


def busy(found: Found | None) -> None:
    """The mood of one thing that somebody else holds."""
    raise NotNow("it is locked", cause="test.busy")


def bare(found: Found) -> Found:
    """The same without a version, as of a place that tells none."""
    return msgspec.structs.replace(found, size=-1, modified="")
