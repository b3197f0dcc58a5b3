"""The credit bureau: tells what it knows of whom it knows, to who shows a consent that still holds.

`POST /reports` is what a hub asks; the answer goes to its door. `POST /subjects` and `POST /consents` are how
it comes to know a party, and that a consent was taken back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.outside.hub_door import Door
from tests.outside.moods import Answer
from tests.outside.program import Outside, Reply, Strange
from tests.outside.words import asked, now_text, today

HOLDS = timedelta(days=30)
STRANGER = {"code": "91000000MA00000000", "name": "另一家企业"}


class Bureau(Outside):
    """Subjects by code; consents that were taken back."""

    def __init__(self, hub: Door) -> None:
        super().__init__(hub)
        self._subjects: dict[str, dict[str, Any]] = {}
        self._revoked: set[str] = set()

    def take(self, path: str, body: bytes) -> Reply:
        """Learns of a party or a consent, or is asked for a report."""
        said = asked(body)
        if path == "/subjects":
            self._subjects[said["code"]] = said
            return Reply(200, {"code": 0})
        if path == "/consents":
            self._revoked.add(said["consentNo"])
            return Reply(200, {"code": 0})
        if path != "/reports" or not said.get("consentNo"):
            raise Strange(f"{path}: nothing is told without a consent")
        right = self._report(said)
        refused: dict[str, Any] = {"status": "REFUSED", "score": None, "facts": {}, "at": now_text()}
        self.answer(str(said["reqNo"]), Answer(right, right | {"subject": STRANGER}, right | refused))
        return Reply(202, {"code": 0, "reqNo": said["reqNo"]})

    def _report(self, said: dict[str, Any]) -> dict[str, Any]:
        known = self._subjects.get(said["subject"].get("code", ""))
        head = {name: said[name] for name in ("reqNo", "subject", "consentNo", "kind")}
        head |= {"reportNo": f"ZX-{said['reqNo']}", "at": now_text()}
        if said["consentNo"] in self._revoked:
            return head | {"status": "REFUSED", "facts": {}}
        if known is None:
            return head | {"status": "NONE", "facts": {}}
        until = f"{today() + HOLDS}T00:00:00+08:00"
        return head | {"status": "OK", "score": known["score"], "facts": known["facts"], "until": until}
