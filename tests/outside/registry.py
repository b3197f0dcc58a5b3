"""The registry 中登: files what it is told without judging it, and finds what anybody filed before.

`POST /filings` is what a hub asks; the answer goes to its door. `POST /counter` is how another lender files,
in the same words, and nobody is told of it. `GET /filings/<number>` shows one.
"""

from __future__ import annotations

from typing import Any

from tests.outside.hub_door import Door
from tests.outside.moods import Answer
from tests.outside.program import Outside, Reply, Strange
from tests.outside.words import asked, now_text, today

_OPS = {"INIT", "CHANGE", "EXTEND", "CANCEL", "QUERY"}


class Registry(Outside):
    """Filings by number; one that was cancelled is found no more."""

    def __init__(self, hub: Door) -> None:
        super().__init__(hub)
        self._filings: dict[str, dict[str, Any]] = {}

    def take(self, path: str, body: bytes) -> Reply:
        """Files, changes, cancels or looks for what others filed."""
        said = asked(body)
        if path not in {"/filings", "/counter"} or said.get("op") not in _OPS:
            raise Strange(f"{said.get('op')} at {path} is nothing that is filed here")
        found = self._found(said)
        result, number = self._done(said)
        if path == "/counter":
            return Reply(200, {"result": result, "regNo": number})
        right = said | {"result": result, "regNo": number, "at": now_text(), "found": found}
        if result == "REGISTERED" and said["op"] != "QUERY":
            right["certNo"] = f"ZM-{number}"
        why = [{"code": "D41", "text": "登记内容不完整"}]
        if result == "REFUSED":
            right["why"] = [{"code": "D09", "text": f"没有登记 {said.get('regNo', '')}"}]
        wrong = right | {"contractNo": f"{said['contractNo']}-OTHER"}
        opposite = right | {"result": "REFUSED", "at": now_text(), "why": why}
        self.answer(f"{said['requestId']}:{said['op']}", Answer(right, wrong, opposite))
        return Reply(202, {"code": 0, "requestId": said["requestId"]})

    def look(self, path: str) -> Reply:
        """One filing by its number."""
        found = self._filings.get(path.removeprefix("/filings/"))
        return Reply(200, found) if found else Reply(404, {"code": 404})

    def _done(self, said: dict[str, Any]) -> tuple[str, str]:
        """What becomes of it, and under which number."""
        if said["op"] == "QUERY":
            return "REGISTERED", ""
        if said["op"] == "INIT":
            number = f"ZD-{today():%Y%m%d}-{len(self._filings) + 1:06d}"
            self._filings[number] = said | {"regNo": number, "day": today().isoformat(), "live": True}
            return "REGISTERED", number
        number = str(said.get("regNo", ""))
        if number not in self._filings or not self._filings[number]["live"]:
            return "REFUSED", number
        changed = {name: value for name, value in said.items() if value and name != "op"}
        self._filings[number] |= changed | {"live": said["op"] != "CANCEL"}
        return "REGISTERED", number

    def _found(self, said: dict[str, Any]) -> list[dict[str, Any]]:
        """What stands filed on the same property of the same owner: by its numbers, else by the words."""
        wanted = set(said.get("items", []))
        return [
            {
                "regNo": number,
                "secured": filing["creditor"],
                "text": filing["collateral"],
                "day": filing["day"],
                "items": filing.get("items", []),
            }
            for number, filing in self._filings.items()
            if filing["live"]
            and number != said.get("regNo")
            and filing["debtor"].get("code") == said["debtor"].get("code")
            and (wanted & set(filing.get("items", [])) or said["collateral"] in filing["collateral"])
        ]
