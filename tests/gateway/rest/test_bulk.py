"""Many documents in one request: each by its own key, each with its own answer, in their order."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import msgspec
import pytest

from adapters.wiring.hub import Hub
from core.hub.documents import Effect
from core.kernel.errors import Unavailable
from gateway.rest import outcomes
from gateway.rest.described_lists import ITEMS_EXAMPLE, ITEMS_MAX
from tests.gateway.rest.conftest import publish
from tests.hub_world import CONTRACT, slip
from tests.patience import PATIENCE_S

WHERE = {"source": "slips", "site": "W1"}


def _item(key: str, body: bytes) -> dict[str, Any]:
    return {"key": key, "body": msgspec.Raw(body)}


def _send(door: httpx.Client, *items: Any, params: dict[str, str] = WHERE, **headers: str) -> httpx.Response:
    return door.post(
        "/v1/messages/bulk", params=params, content=msgspec.json.encode({"items": items}), headers=headers
    )


def _answers(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 207, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


@pytest.mark.usefixtures("worker")
def test_each_item_is_answered_as_if_it_had_come_alone(
    door: httpx.Client, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "WAIT_S_MAX", PATIENCE_S)
    bad = slip("in", "IN-2", ("L1", "ten"))

    said = _answers(
        _send(
            door,
            _item("k1", slip("in", "IN-1", ("L1", "1"))),
            _item("k2", bad),
            _item("k3", slip("in", "IN-3", ("L2", "2"))),
            Prefer="wait=60",
        )
    )

    assert [(one["key"], one["status"], one["state"]) for one in said] == [
        ("k1", 200, "done"), ("k2", 400, "unreadable"), ("k3", 200, "done"),
    ]  # fmt: skip
    assert said[1]["faults"][0]["text"].startswith("lots.quantity.value is 'ten'")
    assert len(hub.store.rows(Effect, limit=9)) == 2
    alone = door.get(said[1]["location"]).json()
    assert {name: said[1][name] for name in alone} == alone


def test_a_body_is_kept_byte_for_byte_as_it_stands(door: httpx.Client, hub: Hub) -> None:
    odd = b'{ "no" : "IN-1",\n  "at":1.50e0 }'

    _send(door, _item("k1", odd))

    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert arrival.body == odd


def test_text_and_bytes_are_taken_with_their_media(door: httpx.Client, hub: Hub) -> None:
    said = _answers(
        _send(
            door,
            {"key": "k1", "text": "单号,批次\n1,2\n", "media": "text/csv; charset=utf-8", "name": "a.csv"},
            {"key": "k2", "base64": base64.b64encode(b"\xff\x00").decode(), "media": "text/plain"},
        )
    )

    assert [one["status"] for one in said] == [202, 202]
    first, second = hub.store.arrival(1, 1), hub.store.arrival(1, 2)
    assert first is not None
    assert second is not None
    assert (first.body, first.media, first.name) == ("单号,批次\n1,2\n".encode(), "text/csv", "a.csv")
    assert second.body == b"\xff\x00"


def test_an_item_says_everything_that_is_wrong_with_it_and_the_others_are_taken(door: httpx.Client) -> None:
    wrong = {"name": "n" * 300, "media": "image/png", "text": "a", "body": 1, "colour": "red"}

    said = _answers(_send(door, wrong, "no object", _item("k2", b"{}"), params={"source": "slips"}))

    places = {fault["place"]: fault["cause"] for fault in said[0]["faults"]}
    assert places == {
        "items[0].colour": "request.unknown",
        "items[0].name": "request.shape",
        "items[0].key": "request.missing",
        "items[0].site": "request.missing",
        "items[0]": "request.payload",
        "items[0].media": "request.media",
    }
    assert (said[1]["status"], said[1]["faults"][0]["place"]) == (422, "items[1]")
    assert [fault["place"] for fault in said[2]["faults"]] == ["items[2].site"]
    taken = _answers(_send(door, wrong, _item("k2", slip("in", "IN-1", ("L1", "1")))))
    assert [one["status"] for one in taken] == [422, 202]


def test_sent_again_as_a_whole_it_is_a_repeat_and_a_key_with_other_bytes_a_conflict(
    door: httpx.Client, hub: Hub
) -> None:
    items = [_item("k1", slip("in", "IN-1", ("L1", "1"))), _item("k2", slip("in", "IN-2", ("L1", "1")))]
    first = _answers(_send(door, *items))

    again = _answers(_send(door, *items, _item("k1", b"{}")))

    assert [one["location"] for one in again[:2]] == [one["location"] for one in first]
    assert again[2]["status"] == 409
    assert [one.name for one in hub.store.run(1, 0, 10) if one.kind == "document"] == ["", ""]


def test_what_is_no_json_at_all_is_kept_and_said(door: httpx.Client) -> None:
    [said] = _answers(_send(door, {"key": "k1", "text": '{"no": ', "media": "application/json"}))

    assert (said["status"], said["cause"], said["location"]) == (400, "json.malformed", "/v1/messages/1/1")


def test_a_request_that_is_no_list_of_items_is_refused_whole(door: httpx.Client, hub: Hub) -> None:
    bad = door.post("/v1/messages/bulk", params=WHERE, content=b'{"items": [')
    other = door.post("/v1/messages/bulk", params=WHERE, content=b'{"items": 1}')
    many = _send(door, *[{"key": "k"}] * (ITEMS_MAX + 1))

    assert (bad.status_code, other.status_code, many.status_code) == (400, 422, 413)
    assert many.json()["items_max"] == ITEMS_MAX
    assert hub.store.arrival(1, 1) is None


def test_over_the_rate_the_first_and_all_behind_it_are_told_when_to_come_again(
    door: httpx.Client, hub: Hub
) -> None:
    publish(hub, contract=f"{CONTRACT}documents_per_s: 1\n")

    said = _answers(_send(door, *[_item(f"k{n}", slip("in", f"IN-{n}", ("L1", "1"))) for n in range(8)]))

    assert [one["status"] for one in said] == [202] * 5 + [429] * 3
    assert {one["retry_after"] for one in said[5:]} == {said[5]["retry_after"]}
    assert int(said[5]["retry_after"]) >= 1


def test_while_the_store_is_away_nothing_overtakes_what_was_not_taken(
    door: httpx.Client, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, asked = hub.store.unit, iter([False, True, False, False])

    def now_and_then() -> Any:
        if next(asked, False):
            raise Unavailable("the database did not answer")
        return unit()

    with monkeypatch.context() as gone:
        gone.setattr(hub.store, "unit", now_and_then)
        said = _answers(_send(door, *[_item(f"k{n}", slip("in", f"IN-{n}", ("L1", "1"))) for n in range(3)]))

    assert [one["status"] for one in said] == [202, 503, 503]
    assert int(said[2]["retry_after"]) >= 1


def test_the_example_of_the_openapi_is_taken(door: httpx.Client) -> None:
    document = door.get("/v1/openapi.json").json()
    content = document["paths"]["/v1/messages/bulk"]["post"]["requestBody"]["content"]["application/json"]

    assert content["example"] == {"items": ITEMS_EXAMPLE}
    said = _answers(door.post("/v1/messages/bulk", params=WHERE, content=json.dumps(content["example"])))
    assert [one["status"] for one in said] == [202, 202]
