"""A partner without a server fetches what it is told: in order, without gaps, as often as it likes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from adapters.wiring.hub import Hub
from gateway.worker import Worker
from tests.gateway.rest.conftest import publish
from tests.hub_world import CONTRACT, slip

BOX = "{name: %s, adapter: collect, address: 'collect:', types: [ack.v1], repeat: safe}"
ONE = f"{CONTRACT}sends: [{BOX % 'answers'}]\n"


@pytest.fixture(autouse=True)
def box(hub: Hub) -> None:
    publish(hub, contract=ONE)


def _hand_in(door: httpx.Client, hub: Hub, *numbers: int) -> None:
    for number in numbers:
        door.post(
            "/v1/messages",
            params={"source": "slips", "site": "W1"},
            content=slip("in", f"IN-{number}", ("L1", "1")),
            headers={"Content-Type": "application/json", "Idempotency-Key": f"k{number}"},
        )
    Worker(hub, "test", partitions_max=8).drain()
    hub.deliverer.run(limit=100)


def _page(door: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = door.get("/v1/answers", params=asked)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def test_answers_are_fetched_in_order_behind_the_place_that_is_known(door: httpx.Client, hub: Hub) -> None:
    _hand_in(door, hub, 1, 2, 3)

    first = _page(door, limit=2)
    rest = _page(door, after=first["next"])

    assert [one["sequence"] for one in first["items"] + rest["items"]] == [1, 2, 3]
    assert {one["key"] for one in first["items"] + rest["items"]} == {"IN-1", "IN-2", "IN-3"}
    assert first["items"][0]["body"]["body"]["result"] == "ack"
    assert _page(door, after=rest["next"]) == {"items": [], "next": 3}


def test_asked_again_they_are_the_same(door: httpx.Client, hub: Hub) -> None:
    _hand_in(door, hub, 1, 2)

    assert _page(door) == _page(door)


def test_whoever_waits_is_told_as_soon_as_there_is_something(door: httpx.Client, hub: Hub) -> None:
    _hand_in(door, hub, 1)

    answer = door.get("/v1/answers", headers={"Prefer": "wait=10"})
    nothing = door.get("/v1/answers", params={"after": 1}, headers={"Prefer": "wait=0"})

    assert [one["key"] for one in answer.json()["items"]] == ["IN-1"]
    assert nothing.json()["items"] == []


def test_of_several_boxes_one_is_named(door: httpx.Client, hub: Hub) -> None:
    publish(hub, contract=f"{CONTRACT}sends: [{BOX % 'answers'}, {BOX % 'copies'}]\n")
    _hand_in(door, hub, 1)

    unnamed = door.get("/v1/answers")

    assert unnamed.status_code == 422
    assert "answers, copies" in unnamed.json()["detail"]
    assert len(_page(door, box="copies")["items"]) == 1


def test_without_a_box_it_is_said_what_the_contract_lacks(door: httpx.Client, hub: Hub) -> None:
    publish(hub)

    answer = door.get("/v1/answers")

    assert answer.status_code == 422
    assert "adapter: collect" in answer.json()["detail"]
