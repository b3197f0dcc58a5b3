"""The tax office 发票查验: knows the face of each invoice, and is asked about one five times a day at most.

`POST /verify` is what a hub asks; the answer goes to its door. `POST /invoices` is how a seller's invoices
come to be known here, void and red ones too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.outside.hub_door import Door
from tests.outside.moods import Answer
from tests.outside.program import Outside, Reply, Strange
from tests.outside.words import asked, now_text, today

CHECKS_A_DAY = 5
MATCH, TOO_MANY, MISMATCH, NOT_FOUND, VOID, RED = "001", "002", "006", "009", "103", "104"
_STATES = {"VOID": VOID, "RED": RED}
# What a question must say as the face does, where it says it at all.
_HELD = ("kprq", "jym", "je", "jshj")


class Tax(Outside):
    """Invoices by code and number, and how often each was asked about on each day."""

    def __init__(self, hub: Door) -> None:
        super().__init__(hub)
        self._faces: dict[tuple[str, str], dict[str, Any]] = {}
        self._checks: dict[tuple[str, str, date], int] = {}

    def take(self, path: str, body: bytes) -> Reply:
        """Keeps a face, or holds a question to one."""
        said = asked(body)
        key = (str(said.get("fpdm") or ""), str(said.get("fphm") or ""))
        if path == "/invoices":
            self._faces[key] = said
            return Reply(200, {"code": 0})
        if path != "/verify" or not key[1]:
            raise Strange(f"{path} is no question about an invoice")
        count = self._checks[*key, today()] = self._checks.get((*key, today()), 0) + 1
        face = self._faces.get(key)
        code = TOO_MANY if count > CHECKS_A_DAY else _judged(said, face)
        right = {"reqNo": said["reqNo"], "fpdm": key[0], "fphm": key[1], "code": code, "count": count}
        right |= {"at": now_text(), "face": face if code in {MATCH, VOID, RED} else None}
        wrong = right | {"face": {**(face or {}), "jshj": "0.01"}}
        opposite = right | {"code": VOID, "at": now_text()}
        self.answer(str(said["reqNo"]), Answer(right, wrong, opposite))
        return Reply(200, {"code": 0, "reqNo": said["reqNo"]})


def _judged(said: dict[str, Any], face: dict[str, Any] | None) -> str:
    if face is None:
        return NOT_FOUND
    if any(said.get(name) and said[name] != face.get(name) for name in _HELD):
        return MISMATCH
    return _STATES.get(str(face.get("state")), MATCH)
