"""The insurer covers what a live policy and what is left of the buyer's limit cover."""

from __future__ import annotations

from typing import Any

from tests.outside.insurer import Insurer
from tests.outside.silence import Ear, ask

POLICY = {
    "policyNo": "BD-1",
    "status": "LIVE",
    "amount": "9000000.00",
    "rate": "0.9",
    "from": "2026-01-01",
    "until": "2026-12-31",
}


def cover(ref: str, kind: str, amount: str = "1.00", **more: Any) -> dict[str, Any]:
    return {"ref": ref, "kind": kind, "policyNo": "BD-1", "limitNo": "XE-1", "amount": amount, **more}


def told(*asked: dict[str, Any], policy: dict[str, Any] = POLICY) -> list[dict[str, Any]]:
    ear = Ear()
    insurer = Insurer(ear)
    ask(insurer, "/policies", policy)
    ask(insurer, "/limits", {"limitNo": "XE-1", "amount": "3000000.00"})
    for place, one in enumerate(asked):
        ask(insurer, "/covers", one, key=one["ref"])
        ear.told(place + 1)
    return ear.told(len(asked))


def test_shipments_use_the_buyers_limit_up_and_cost_a_premium() -> None:
    first, second, left = told(
        cover("1", "SHIPMENT", "2000000.00"), cover("2", "SHIPMENT", "1000000.01"), cover("3", "LIMIT")
    )

    assert (first["status"], first["declareNo"], first["premium"]) == ("ACCEPTED", "SB-1", "8000.00")
    assert (second["status"], second["why"][0]["text"]) == ("REJECTED", "限额余额 1000000.00")
    assert left["amount"] == "1000000.00"


def test_of_a_claim_the_covered_part_is_paid() -> None:
    [claim] = told(cover("1", "CLAIM", "1000000.00"))

    assert (claim["status"], claim["claimNo"], claim["paid"]) == ("PAID", "LP-1", "900000.00")


def test_a_void_policy_or_an_unknown_limit_covers_nothing() -> None:
    [void] = told(cover("1", "SHIPMENT"), policy=POLICY | {"status": "VOID"})
    [unknown] = told(cover("1", "SHIPMENT", limitNo="XE-9"))

    assert (void["status"], void["why"][0]["code"]) == ("REJECTED", "S01")
    assert (unknown["status"], unknown["why"][0]["code"]) == ("REJECTED", "S02")
