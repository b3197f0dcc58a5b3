"""An endpoint in memory: a partner whose moods a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.hub.endpoints import SEND_ID, Destination, InDoubt, Sent
from core.hub.outbox import Outgoing
from core.kernel.errors import Refused, Unavailable

Mood = Callable[[str, bytes], None]


class MemoryEndpoint:
    """Keeps what arrives, by its name; `before` and `after` may fail a send on either side of its arrival."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, bytes, dict[str, str]]] = []
        self.before: Mood = _calm
        self.after: Mood = _calm
        self.asking: Mood = _calm
        self.answer = Sent(text="taken")

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        self.before(name, payload)
        self.arrived.append((name, payload, dict(headers)))
        self.after(name, payload)
        return self.answer

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        self.asking(name, b"")
        return Sent(text="there") if any(kept == name for kept, _, _ in self.arrived) else None

    @property
    def send_ids(self) -> list[str]:
        """The ids of what arrived, in order."""
        return [headers[SEND_ID] for _, _, headers in self.arrived]


class MemoryDestinations:
    """Endpoints by their name."""

    def __init__(self) -> None:
        self.known: dict[str, Destination] = {}

    def find(self, outgoing: Outgoing) -> Destination:
        try:
            return self.known[outgoing.endpoint]
        except KeyError:
            raise Refused(f"no contract names {outgoing.endpoint}", cause="send.no_endpoint") from None


def _calm(name: str, payload: bytes) -> None:
    return None


def away(name: str, payload: bytes) -> None:
    """The mood of a partner who is not there."""
    raise Unavailable(f"nobody answers for {name}", cause="test.away")


def cut(name: str, payload: bytes) -> None:
    """The mood of a line that breaks before an answer comes."""
    raise InDoubt(f"the line broke for {name}", cause="test.cut")


def unwilling(name: str, payload: bytes) -> None:
    """The mood of a partner who wants none of it."""
    raise Refused(f"{name} is not wanted", cause="test.unwilling")
