"""How the partners reach the hub: files into folders, documents at the door, again and again."""

from __future__ import annotations

import base64
import json
import threading
from pathlib import Path
from typing import Any

import httpx

from tests.faults.pace import now_s, pause
from tests.faults.partners import OTHER_SITE, WAREHOUSE
from tests.faults.world import AGENTS, World

TIMEOUT_S = 15.0
GIVEN_UP_S = 240.0
LOOK_S = 0.2


class Hands:
    """Every call is of one partner's machine; it comes back when the partner may rely on it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.over = threading.Event()
        self._dropping = threading.Lock()
        self._heard = Heard(world.partner / "partner.jsonl")

    def drop(self, agent: str, source: str, name: str, payload: bytes) -> None:
        """A file, whole from the moment it has its name."""
        folder = self.world.drops(agent, source)
        part = folder / f"{name}.part"
        with self._dropping:  # One program writes into a folder: what it wrote first has its name first.
            self.world.book.dropped((agent, AGENTS[agent]), source, name, payload)
            part.write_bytes(payload)
            part.rename(folder / name)

    def put_outside(self, name: str, payload: bytes) -> None:
        """A file where the hub itself looks, whole from the moment it has its name."""
        part = self.world.outside / f"{name}.part"
        self.world.book.put_outside((WAREHOUSE, "slips", OTHER_SITE), name, payload)
        part.write_bytes(payload)
        part.rename(self.world.outside / name)

    def hand_in(self, who: tuple[str, str, str], key: str, payload: bytes) -> int:
        """A document at the door, until its outcome is known; the status. who: partner, source, site."""
        partner, source, site = who
        self.world.book.handed_in(who, key, payload)
        headers = {
            "Authorization": f"Bearer {self.world.tokens[partner]}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
            "Prefer": "wait=5",
        }
        where = {"source": source, "site": site, "name": key}
        until_s, said = now_s() + GIVEN_UP_S, ""
        while now_s() < until_s:
            status, said = self._asked(where, headers, payload)
            if status in (200, 400, 409, 422):
                self.world.book.answered(partner, key, status, payload)
                return status
            if pause(LOOK_S, self.over):
                break
        raise AssertionError(f"{partner} handed in {key} without an outcome; the last answer was {said}")

    def file_came(self, number: str) -> None:
        """Waits until the hub has dropped a file for the warehouse that names this number."""
        self._until(lambda: number in self._heard.files, f"a file about {number}")

    def _until(self, there: Any, what: str) -> None:
        until_s = now_s() + GIVEN_UP_S
        while not there():
            if now_s() > until_s or pause(LOOK_S, self.over):
                raise AssertionError(f"the partner waited in vain for {what}")
            self._heard.read()

    def _asked(self, where: dict[str, str], headers: dict[str, str], payload: bytes) -> tuple[int, str]:
        try:
            answer = httpx.post(
                f"{self.world.url}/v1/messages",
                params=where,
                headers=headers,
                content=payload,
                timeout=TIMEOUT_S,
                trust_env=False,
            )
        except httpx.TransportError as error:
            return 0, str(error)
        return answer.status_code, answer.text


class Heard:
    """What came to the partners' machines so far, read from their book as it grows."""

    def __init__(self, path: Path) -> None:
        self._path, self._at, self._lock = path, 0, threading.Lock()
        self.files: set[str] = set()

    def read(self) -> None:
        with self._lock, self._path.open("rb") as file:
            file.seek(self._at)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._at += len(line)
                self._take(json.loads(line))

    def _take(self, said: dict[str, Any]) -> None:
        if said["what"] == "file":
            body = json.loads(base64.b64decode(said["body"]))["body"]
            self.files |= {str(body[name]) for name in ("order_no", "notice_no") if body.get(name)}
