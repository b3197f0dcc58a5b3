"""The hub's door for partners' machines, as a program of the outside knows it: an address and a token."""

from __future__ import annotations

import time
from http.client import HTTPConnection, HTTPException
from typing import Protocol
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 30.0
WAIT_S = 0.5
AGAIN = {429, 500, 502, 503, 504}


class Door(Protocol):
    """Where a program tells what it has to tell."""

    def hand_in(self, source: str, key: str, payload: bytes, media: str, *, tries: int) -> str:
        """What the hub said last, or why it did not; tries: how often it is tried before it is left."""
        ...


class HubDoor:
    """Hands documents in, each under a key of its own."""

    def __init__(self, url: str, token: str, site: str) -> None:
        self._where = urlsplit(url)
        self._token, self._site = token, site

    def hand_in(self, source: str, key: str, payload: bytes, media: str, *, tries: int) -> str:
        said = "nothing was tried"
        for number in range(tries):
            if number:
                time.sleep(WAIT_S)
            try:
                status, said = self._once(source, key, payload, media)
            except (OSError, HTTPException) as error:
                said = f"no answer: {error}"
                continue
            if status not in AGAIN:
                break
        return said

    def _once(self, source: str, key: str, payload: bytes, media: str) -> tuple[int, str]:
        line = HTTPConnection(str(self._where.hostname), self._where.port, timeout=TIMEOUT_S)
        try:
            line.request(
                "POST",
                "/v1/messages?" + urlencode({"source": source, "site": self._site, "name": key}),
                body=payload,
                headers={
                    "Authorization": f"Bearer {self._token}",
                    "Idempotency-Key": key,
                    "Content-Type": media,
                },
            )
            answer = line.getresponse()
            return answer.status, f"{answer.status} {answer.read().decode('utf-8', 'replace')[:300]}"
        finally:
            line.close()
