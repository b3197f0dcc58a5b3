"""An outside program without a hub: what it would have told is heard by the test alone."""

from __future__ import annotations

import threading
from typing import Any

import msgspec

from tests.outside.program import Outside
from tests.patience import until


class Ear:
    """In place of the hub's door."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: list[tuple[str, str, bytes]] = []
        self.tries: list[int] = []

    def hand_in(self, source: str, key: str, payload: bytes, media: str, *, tries: int) -> str:
        with self._lock:
            self._told.append((source, key, payload))
            self.tries.append(tries)
        return f"200 {media}"

    def raw(self, count: int, source: str = "answers") -> list[bytes]:
        """Waits until so many were told as this source; all there are."""
        return until(lambda: self._of(source, count), f"{count} {source} to be told")

    def told(self, count: int, source: str = "answers") -> list[dict[str, Any]]:
        return [msgspec.json.decode(payload, type=dict[str, Any]) for payload in self.raw(count, source)]

    def _of(self, source: str, count: int) -> list[bytes] | None:
        with self._lock:
            found = [payload for of, _, payload in self._told if of == source]
        return found if len(found) >= count else None


def ask(outside: Outside, path: str, said: Any, key: str = "") -> Any:
    """What it says at once."""
    body = said if isinstance(said, bytes) else msgspec.json.encode(said)
    reply = outside.hear(path, key, body)
    return None if reply is None else reply.said
