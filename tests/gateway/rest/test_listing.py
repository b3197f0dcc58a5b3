"""What a partner handed in, page by page: all of it, nothing twice, and nobody else's."""

from __future__ import annotations

from typing import Any

import httpx

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub
from core.hub.access import give_token
from gateway.worker import Worker
from tests.gateway.rest.conftest import publish
from tests.hub_world import CONTRACT, slip


def _hand_in(door: httpx.Client, hub: Hub, *numbers: int) -> None:
    for number in numbers:
        door.post(
            "/v1/messages",
            params={"source": "slips", "site": "W1", "name": f"slip {number}"},
            content=slip("in", f"IN-{number}", ("L1", "1" if number % 5 else "ten")),
            headers={"Content-Type": "application/json", "Idempotency-Key": f"k{number}"},
        )
    Worker(hub, "test", partitions_max=8).drain()


def _page(door: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = door.get("/v1/messages", params=asked)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def test_pages_lead_through_all_of_it_newest_first_and_through_nothing_twice(
    door: httpx.Client, hub: Hub
) -> None:
    _hand_in(door, hub, *range(1, 8))
    seen: list[str] = []

    page = _page(door, limit=3)
    seen += [one["name"] for one in page["items"]]
    _hand_in(door, hub, 8)
    while page["next"]:
        page = _page(door, limit=3, before=page["next"])
        seen += [one["name"] for one in page["items"]]

    assert seen == [f"slip {number}" for number in range(7, 0, -1)]


def test_each_says_how_it_stands_and_where_to_ask_for_all_of_it(door: httpx.Client, hub: Hub) -> None:
    _hand_in(door, hub, 1, 5)

    bad, good = _page(door)["items"]

    assert (good["id"], good["type"], good["key"], good["state"]) == ("1/1", "wms.inbound.v1", "IN-1", "done")
    assert bad["state"] == "unreadable"
    assert door.get(f"/v1/messages/{good['id']}").json()["state"] == "done"


def test_they_are_chosen_by_state_key_source_and_time(door: httpx.Client, hub: Hub) -> None:
    _hand_in(door, hub, 1, 5)

    def names(**asked: str) -> list[str]:
        return [one["name"] for one in _page(door, **asked)["items"]]

    assert names(state="unreadable") == ["slip 5"]
    assert names(state="waiting") == []
    assert names(key="IN-1") == ["slip 1"]
    assert names(source="other") == []
    assert names(until="2020-01-01T00:00:00Z") == []
    assert names(since="2020-01-01T00:00:00+08:00") == ["slip 5", "slip 1"]


def test_a_partner_sees_its_own_alone(door: httpx.Client, hub: Hub) -> None:
    _hand_in(door, hub, 1)
    other = hub.home / "mappings" / "other"
    other.mkdir(parents=True)
    publish(hub)
    (other / "partner.yaml").write_text(CONTRACT.replace("wms", "other").split("feeds")[0])
    hub.publish(read_folder(other))
    with hub.store.unit() as unit:
        token = give_token(unit, "other")

    answer = door.get("/v1/messages", headers={"Authorization": f"Bearer {token}"})

    assert answer.json() == {"items": [], "next": ""}


def test_what_is_no_cursor_limit_or_moment_is_said(door: httpx.Client) -> None:
    for asked in (
        {"before": "x"},
        {"limit": "0"},
        {"limit": "201"},
        {"since": "2026-01-01T00:00:00"},
        {"state": "x"},
    ):
        answer = door.get("/v1/messages", params=asked)
        assert answer.status_code == 422, asked
        assert answer.headers["content-type"] == "application/problem+json"
