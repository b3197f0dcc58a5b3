"""The two ways out of the house: the broker, and the hub's own door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Taken over by the broker or the hub: out of the window, not yet forgotten."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The uplink could not send, or lost what it was sending."""

    reason: str
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Down:
    """A signed text that came from the hub."""

    text: bytes


Event = Confirmed | Failed | Down


class Uplink(Protocol):
    """One way out; used by the sender's thread alone, except `beat`."""

    name: str

    def room(self) -> tuple[int, int]:
        """How many frames and bytes may be handed over now; (0, 0) while it is not open."""
        ...

    def open(self) -> None:
        """Begins to open; what becomes of it is an event."""
        ...

    def send(self, frames: Sequence[tuple[int, bytes]], *, express: bool) -> None:
        """Hands over sealed frames in number order; what becomes of them are events.

        express: past what others have piled up, where the uplink has such a lane.
        """
        ...

    def beat(self, text: bytes) -> list[bytes]:
        """Sends a heartbeat; gives signed texts that came with the answer. Raises HubAway, HubRefused."""
        ...

    def events(self) -> list[Event]:
        """What has happened since the last time."""
        ...

    def close(self) -> None: ...
