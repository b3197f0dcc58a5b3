"""Over its quota a partner is slowed first, then told when to come again; a contract says what is its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from adapters.memory.limits import MemoryLimits
from adapters.wiring.hub import Hub
from core.hub.contracts import Contract
from core.hub.easing import Slowed
from gateway.door_limits import DoorLimits
from gateway.rest import quotas
from gateway.rest.problems import Problem
from gateway.rest.quotas import Patience, Quotas
from tests.hub_world import slip

SLIP = slip("in", "IN-1", ("L1", "10"))
RATE = DoorLimits().rate


def hand_in(door: httpx.Client, key: str) -> httpx.Response:
    return door.post(
        "/v1/messages?source=slips&site=W1",
        content=SLIP,
        headers={"Idempotency-Key": key, "Content-Type": "application/json"},
    )


def test_too_many_at_once_are_told_when_to_come_again(door: httpx.Client, hub: Hub) -> None:
    hub.limits.take("rest/wms", RATE, count=RATE.burst - 1)
    assert hand_in(door, "k1").status_code == 202

    refused = hand_in(door, "k2")

    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"].startswith("more than 200 documents a second")
    assert refused.headers["retry-after"] == "1"
    assert hub.store.arrival(1, 2) is None


class Slept(Patience):
    """The bucket's clock and the door's waiting are one: what is waited for comes."""

    def __init__(self) -> None:
        self.at = 0.0

    async def sleep(self, seconds: float) -> None:
        self.at += seconds

    def now(self) -> float:
        return self.at


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def limited(hub: Hub, slept: Slept) -> Callable[..., Quotas]:
    def make(limits: DoorLimits) -> Quotas:
        return Quotas(replace(hub, limits=MemoryLimits(clock=slept.now)), limits, slept)

    return make


@pytest.mark.anyio
async def test_a_little_over_it_is_slowed_and_taken(limited: Callable[..., Quotas], slept: Slept) -> None:
    few = limited(DoorLimits(documents_per_s=2))
    for _ in range(10):
        await few.admit("wms")
    assert slept.at == 0.0

    await few.admit("wms")

    assert slept.at == pytest.approx(0.5)


@pytest.mark.anyio
async def test_what_would_wait_over_two_seconds_is_refused_at_once(
    limited: Callable[..., Quotas], slept: Slept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "SLOWED_S_MAX", 0.4)
    few = limited(DoorLimits(documents_per_s=2))
    for _ in range(10):
        await few.admit("wms")

    with pytest.raises(Problem) as refused:
        await few.admit("wms")

    assert (refused.value.status, refused.value.headers["Retry-After"], slept.at) == (429, "1", 0.0)


def test_a_day_has_so_many_bytes(limited: Callable[..., Quotas], slept: Slept) -> None:
    limits = DoorLimits(bytes_per_day=86_400)
    few = limited(limits)
    few.admit_bytes("wms", limits, 86_000)

    with pytest.raises(Problem) as refused:
        few.admit_bytes("wms", limits, 1_000)
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "600")
    few.admit_bytes("other", limits, 1_000)
    slept.at += 600
    few.admit_bytes("wms", limits, 1_000)

    with pytest.raises(Problem) as never:
        few.admit_bytes("wms", limits, 86_401)
    assert never.value.status == 413


def test_a_contract_says_what_holds_for_its_partner() -> None:
    contract = Contract(
        partner="a", name="A", parties=(), sites=(), documents_per_s=7, bytes_per_day=1_000_000
    )

    ours = DoorLimits().of(contract)

    assert (ours.documents_per_s, ours.bytes_per_day) == (7, 1_000_000)
    assert DoorLimits().of(None) == DoorLimits()


def test_an_address_that_is_none_is_a_problem_too(door: httpx.Client) -> None:
    missing, wrong = door.get("/v1/nothing"), door.delete("/v1/messages")

    for answer, status in ((missing, 404), (wrong, 405)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "there is no such address" in missing.json()["detail"]


def test_whose_backlog_is_over_its_limit_is_slowed_then_refused_and_told_why(
    door: httpx.Client, hub: Hub
) -> None:
    now = hub.store.now()
    with hub.store.unit() as unit:
        unit.shelf(Slowed).add(
            Slowed(
                partner="wms",
                since=now,
                at=now,
                waiting=20_001,
                handled=7,
                empty_in_s=-1,
                told_at=now,
                until=now + timedelta(seconds=180),
            )
        )
    headers = {"Content-Type": "application/json"}
    where = {"source": "slips", "site": "W1"}

    answers = [
        door.post("/v1/messages", params=where, content=b"{}", headers={**headers, "Idempotency-Key": str(n)})
        for n in range(26)
    ]

    assert {one.status_code for one in answers[:25]} == {202}
    assert answers[25].status_code == 429
    assert answers[25].headers["retry-after"] == "1"
    assert "while 20001 of yours wait to be handled" in answers[25].json()["detail"]
