"""What every program of the outside is: a server that hears, remembers, and answers by its mood.

Whatever it is asked it is asked over HTTP under an `Idempotency-Key`, and does it once. Its answers go to the
hub's door, later. `PUT /mood` sets its mood, `GET /heard` tells what it heard and what became of its answers.
"""

from __future__ import annotations

import threading
import time
from typing import Any, NamedTuple

import msgspec

from tests.outside.hub_door import Door
from tests.outside.moods import Answer, Mood, Telling, tellings

JSON = "application/json"
XML = "application/xml"
TRIES = 20


class Reply(NamedTuple):
    """What is said on the line at once."""

    status: int
    said: Any


class Strange(Exception):
    """What was asked makes no sense: the text says why, and goes back with 422."""


class Outside:
    """One program; what it does with what it is asked is its subclass's."""

    # As which source of its contract the hub takes its answers in.
    SOURCE = "answers"

    def __init__(self, hub: Door) -> None:
        self.hub = hub
        self.mood = Mood()
        self.lock = threading.RLock()
        self.heard: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self._replies: dict[str, Reply] = {}
        self._cut: set[str] = set()

    # -- what a subclass says ----------------------------------------------------------------------------

    def take(self, path: str, body: bytes) -> Reply:
        """Does what it is asked at this path, for the first time."""
        raise Strange(f"nobody is asked anything at {path}")

    def look(self, path: str) -> Reply:
        """Tells what it knows; nothing is done."""
        return Reply(404, {"text": f"there is nothing at {path}"})

    # -- what all do -------------------------------------------------------------------------------------

    def hear(self, path: str, key: str, body: bytes) -> Reply | None:
        """What is said to what came; None: the line breaks."""
        with self.lock:
            self.heard.append({"path": path, "key": key, "body": body.decode("utf-8", "replace")})
            known = key and self._replies.get(key)
            if not known:
                try:
                    known = self.take(path, body)
                except (Strange, msgspec.MsgspecError) as error:
                    known = Reply(422, {"text": str(error)})
                if key:
                    self._replies[key] = known
            if self.mood.kind == "cuts" and key and key not in self._cut:
                self._cut.add(key)
                return None
            return known

    def answer(self, key: str, answer: Answer, *, tries: int = TRIES, source: str = "") -> None:
        """Tells the hub by the present mood; key: of the answer, the same whenever it is the same."""
        source = source or self.SOURCE
        said = [(source, f"{key}:{one.time}", one) for one in tellings(self.mood, answer)]
        threading.Thread(target=self._tell, args=(said, tries), daemon=True).start()

    def _tell(self, said: list[tuple[str, str, Telling]], tries: int) -> None:
        for source, key, telling in said:
            time.sleep(telling.after_s)
            plain = isinstance(telling.said, bytes)
            payload = telling.said if plain else msgspec.json.encode(telling.said)
            became = self.hub.hand_in(source, key, payload, XML if plain else JSON, tries=tries)
            with self.lock:
                self.told.append({"source": source, "key": key, "became": became})
