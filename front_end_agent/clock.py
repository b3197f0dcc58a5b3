"""The time of day, the passing of time and waiting, asked of one port so that tests never wait."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the agent asks about time."""

    def now(self) -> datetime:
        """The time of day in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only pass, whoever sets the machine's clock."""
        ...

    def wait(self, wakeup: threading.Event, timeout_s: float) -> bool:
        """Waits until woken or late; says whether it was woken."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, wakeup: threading.Event, timeout_s: float) -> bool:
        return wakeup.wait(timeout_s)


def as_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and Z, the only form on the wire."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_time(text: str) -> datetime:
    """Reads what `as_text` wrote, and any RFC 3339 time with a zone; raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return moment.astimezone(UTC)
