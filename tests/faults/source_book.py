"""The partners' own book of what they dropped and handed in, written before the hub can know of it."""

from __future__ import annotations

import base64
import json
import threading
from pathlib import Path
from typing import Any


class SourceBook:
    """One JSON line each, in the order of dropping; what a door answered is a line of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file = path.open("a", encoding="utf-8")
        self.count = 0

    def dropped(self, agent: tuple[str, str], source: str, name: str, payload: bytes) -> None:
        """agent: its name and the site where it stands."""
        who, site = agent
        self._write(what="dropped", agent=who, site=site, source=source, name=name, payload=_text(payload))

    def handed_in(self, who: tuple[str, str, str], key: str, payload: bytes) -> None:
        """who: the partner, its source and the site it speaks about."""
        partner, source, site = who
        self._write(
            what="handed_in", partner=partner, site=site, source=source, name=key, payload=_text(payload)
        )

    def put_outside(self, who: tuple[str, str, str], name: str, payload: bytes) -> None:
        """who: the partner, and the source and site that its contract names for the place."""
        partner, source, site = who
        self._write(
            what="put_outside", partner=partner, site=site, source=source, name=name, payload=_text(payload)
        )

    def answered(self, partner: str, key: str, status: int, payload: bytes) -> None:
        self._write(what="answered", partner=partner, name=key, status=status, payload=_text(payload))

    def _write(self, **said: Any) -> None:
        with self._lock:
            self.count += said["what"] != "answered"
            self._file.write(json.dumps(said) + "\n")
            self._file.flush()


def _text(payload: bytes) -> str:
    return base64.b64encode(payload).decode()
