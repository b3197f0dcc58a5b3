"""The credit insurer: policies, buyers' limits, declared shipments that use them up, claims.

`POST /covers` is what a hub asks; the answer goes to its door. `POST /policies` and `POST /limits` are how it
comes to cover somebody.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.outside.hub_door import Door
from tests.outside.moods import Answer
from tests.outside.program import Outside, Reply, Strange
from tests.outside.words import asked, now_text

PREMIUM = Decimal("0.004")
_FEN = Decimal("0.01")


class Insurer(Outside):
    """Policies and limits by number, and what was declared under each limit."""

    def __init__(self, hub: Door) -> None:
        super().__init__(hub)
        self._policies: dict[str, dict[str, Any]] = {}
        self._limits: dict[str, dict[str, Any]] = {}
        self._declared: dict[str, Decimal] = {}

    def take(self, path: str, body: bytes) -> Reply:
        """Covers somebody, or answers what is asked, declared or claimed."""
        said = asked(body)
        if path == "/policies":
            self._policies[said["policyNo"]] = said
        elif path == "/limits":
            self._limits[said["limitNo"]] = said
        elif path == "/covers":
            right = said | self._answered(said) | {"insurer": {"code": "demo-insurer"}, "at": now_text()}
            why = [{"code": "S09", "text": "保单失效"}]
            opposite = right | {"status": "REJECTED", "why": why, "at": now_text()}
            self.answer(str(said["ref"]), Answer(right, right | {"amount": "0.01"}, opposite))
        else:
            raise Strange(f"{path} is nothing that is insured here")
        return Reply(200, {"code": 0})

    def _answered(self, said: dict[str, Any]) -> dict[str, Any]:
        policy = self._policies.get(said["policyNo"])
        if policy is None or policy["status"] != "LIVE":
            return _no("S01", f"保单 {said['policyNo']} 无效")
        cover = {"rate": policy["rate"], "from": policy["from"], "until": policy["until"]}
        if said["kind"] == "POLICY":
            return {"status": "LIVE", "amount": policy["amount"], **cover}
        limit = self._limits.get(str(said.get("limitNo")))
        if limit is None:
            return _no("S02", f"没有限额 {said.get('limitNo')}")
        if said["kind"] == "LIMIT":
            return {"status": "LIVE", "amount": str(self._left(limit)), **cover}
        return self._shipped(said, limit) if said["kind"] == "SHIPMENT" else self._claimed(said, policy)

    def _left(self, limit: dict[str, Any]) -> Decimal:
        return Decimal(limit["amount"]) - self._declared.get(limit["limitNo"], Decimal(0))

    def _shipped(self, said: dict[str, Any], limit: dict[str, Any]) -> dict[str, Any]:
        """It uses up the buyer's limit, and costs a premium."""
        amount, left = Decimal(said["amount"]), self._left(limit)
        if amount > left:
            return {**_no("S03", f"限额余额 {left}"), "declareNo": f"SB-{said['ref']}"}
        self._declared[limit["limitNo"]] = self._declared.get(limit["limitNo"], Decimal(0)) + amount
        premium = str((amount * PREMIUM).quantize(_FEN))
        return {"status": "ACCEPTED", "declareNo": f"SB-{said['ref']}", "premium": premium}

    @staticmethod
    def _claimed(said: dict[str, Any], policy: dict[str, Any]) -> dict[str, Any]:
        """The covered part is paid."""
        paid = (Decimal(said["amount"]) * Decimal(policy["rate"])).quantize(_FEN)
        return {"status": "PAID", "claimNo": f"LP-{said['ref']}", "paid": str(paid)}


def _no(code: str, text: str) -> dict[str, Any]:
    return {"status": "REJECTED", "why": [{"code": code, "text": text}]}
