"""A funder: pays out once a serial number, tells it once and never again, and makes up a file of each day.

`POST /drawdowns` is what a hub asks. The result is told at its door a single time, whatever it answers; who
missed it asks `GET /drawdowns/<number>` or waits for the file that `POST /recon` makes. After a payment the
plan is told as source `plans`; `POST /repayments` and `POST /quota` are how money and room come.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.outside.hub_door import Door
from tests.outside.moods import Answer
from tests.outside.program import Outside, Reply, Strange
from tests.outside.words import asked, months_on, now_text, today

TERMS = 3
RATE_A_TERM = Decimal("0.006")
_FEN = Decimal("0.01")


class Funder(Outside):
    """Drawdowns by number, each with its serial; facilities that have an end."""

    SOURCE = "results"

    def __init__(self, hub: Door) -> None:
        super().__init__(hub)
        self._draws: dict[str, dict[str, Any]] = {}
        self._serials: dict[str, str] = {}
        self._rooms: dict[str, Decimal] = {}
        self._repaid: list[dict[str, Any]] = []

    def take(self, path: str, body: bytes) -> Reply:
        """Pays, is repaid, says what it has, or makes up a day."""
        said = asked(body)
        if path == "/facilities":
            self._rooms[said["facilityNo"]] = Decimal(said["amount"])
            return Reply(200, {"code": "0000"})
        if path == "/drawdowns":
            return self._drawn(said)
        if path == "/repayments":
            told = said | {"msg": "REPAYMENT"}
            self._repaid.append(told)
            self._say(f"HK-{said['repayNo']}", told, {"amount": "0.01"}, "results")
        elif path == "/quota":
            told = said | {"msg": "QUOTA", "at": now_text()}
            self._say(f"ED-{said['quotaNo']}-{said['remaining']}", told, {"remaining": "0.00"}, "results")
        elif path == "/recon":
            told = self._day(str(said["day"]), str(said["kind"]))
            wrong = {"count": told["count"] + 1}
            self._say(f"{told['fileNo']}-{len(self.heard)}", told, wrong, "recon")
        else:
            raise Strange(f"{path} is nothing that is lent here")
        return Reply(200, {"code": "0000"})

    def look(self, path: str) -> Reply:
        """How a drawdown stands: what was told, or would have been."""
        draw = self._draws.get(path.removeprefix("/drawdowns/"))
        return (
            Reply(200, draw) if draw else Reply(404, {"code": "1404", "text": "serial number does not exist"})
        )

    def _drawn(self, said: dict[str, Any]) -> Reply:
        known = self._serials.setdefault(said["serialNo"], said["drawNo"])
        if known in self._draws:
            return Reply(200, {"code": "1004", "text": "duplicate serial number"})
        result = self._draws[said["drawNo"]] = self._paid(said)
        failed = {"status": "FAIL", "paidAmount": None, "loanNo": None, "bankRef": None, "paidAt": None}
        opposite = result | failed | {"code": "4099", "text": "退汇", "at": now_text()}
        wrong = {"paidAmount": "0.01"} if result["status"] == "SUCCESS" else {"drawNo": "UNKNOWN"}
        # Once: "exceptions through the reconciliation file".
        self.answer(said["drawNo"], Answer(result, result | wrong, opposite), tries=1)
        if result["status"] == "SUCCESS":
            plan = _plan(said, str(result["loanNo"]))
            self._say(f"{result['loanNo']}-1", plan, {"loanNo": "UNKNOWN"}, "plans")
        return Reply(200, {"code": "0000", "drawNo": said["drawNo"]})

    def _paid(self, said: dict[str, Any]) -> dict[str, Any]:
        """What becomes of it: paid where the facility has room for it."""
        head = {
            "msg": "DISBURSEMENT",
            "drawNo": said["drawNo"],
            "currency": said["currency"],
            "at": now_text(),
        }
        amount, number = Decimal(said["amount"]), len(self._draws) + 1
        room = self._rooms.get(said["facilityNo"])
        if room is not None and amount > room:
            return head | {"status": "FAIL", "code": "4031", "text": f"额度余额 {room}"}
        if room is not None:
            self._rooms[said["facilityNo"]] = room - amount
        paid = {"loanNo": f"JJ-{said['drawNo']}", "paidAmount": said["amount"], "paidAt": now_text()}
        return (
            head | paid | {"status": "SUCCESS", "valueDate": said["valueDate"], "bankRef": f"B-{number:06d}"}
        )

    def _day(self, day: str, kind: str) -> dict[str, Any]:
        """The file of a day."""
        paid = [draw for draw in self._draws.values() if draw.get("valueDate") == day]
        rows = [
            {
                "no": draw["loanNo"],
                "ours": draw["drawNo"],
                "amount": draw["paidAmount"],
                "ref": draw["bankRef"],
            }
            for draw in paid
        ]
        if kind == "REPAYMENT":
            came = [one for one in self._repaid if one["valueDate"] == day]
            rows = [{"no": one["repayNo"], "ours": "", "amount": one["amount"], "ref": ""} for one in came]
        total = sum((Decimal(row["amount"]) for row in rows), Decimal("0.00"))
        return {
            "msg": "RECON",
            "fileNo": f"DZ-{day}-{kind}",
            "day": day,
            "kind": kind,
            "currency": "CNY",
            "count": len(rows),
            "sum": str(total),
            "rows": [row | {"day": day, "status": "DONE"} for row in rows],
            "at": now_text(),
        }

    def _say(self, key: str, told: dict[str, Any], wrong: dict[str, Any], source: str) -> None:
        later = told | {"at": now_text()}
        self.answer(key, Answer(told, told | wrong, later | wrong), source=source)


def _plan(said: dict[str, Any], loan_no: str) -> dict[str, Any]:
    """Equal parts of the principal, the last with what is left; interest on what is still owed."""
    left = Decimal(said["amount"])
    part = (left / TERMS).quantize(_FEN)
    terms = []
    for number in range(1, TERMS + 1):
        principal = part if number < TERMS else left
        interest = (left * RATE_A_TERM).quantize(_FEN)
        due = months_on(today(), number).isoformat()
        terms.append({"no": number, "due": due, "principal": str(principal), "interest": str(interest)})
        left -= principal
    head = {"msg": "PLAN", "loanNo": loan_no, "drawNo": said["drawNo"], "version": 1, "at": now_text()}
    return head | {"currency": said["currency"], "terms": terms}
