"""A body that cannot be read is answered with everything that is wrong with it, not only the first of it."""

from __future__ import annotations

import httpx
import msgspec
import pytest

from adapters.wiring.hub import Hub
from core.hub import all_faults
from gateway.worker import Worker
from tests.gateway.rest.conftest import publish
from tests.hub_world import SLIPS, slip

PROBLEM = "application/problem+json"
WRONG = msgspec.json.encode(
    {"kind": "in", "at": "yesterday", "lots": [{"lot": "L1", "qty": "ten"}, {"qty": "1"}]}
)


def _handed_in(door: httpx.Client, hub: Hub, body: bytes, key: str = "k1") -> httpx.Response:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    taken = door.post("/v1/messages", params={"source": "slips", "site": "W1"}, content=body, headers=headers)
    Worker(hub, "test", partitions_max=8).drain()
    return door.get(taken.headers["location"])


def test_every_fault_of_a_body_is_listed_with_its_place(door: httpx.Client, hub: Hub) -> None:
    answer = _handed_in(door, hub, WRONG)

    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    said = answer.json()
    assert (said["status"], said["state"], said["id"]) == (400, "unreadable", "1/1")
    texts = [fault["text"] for fault in said["faults"]]
    assert [text.split(" ")[0] for text in texts] == [
        "inbound_no", "event_time", "lots.quantity.value", "lots.lot_no",
    ]  # fmt: skip
    assert "and 3 more" in said["detail"]
    places = [fault["place"] for fault in said["faults"]]
    assert len(set(places)) == 4
    first, last = map(int, places[2].split()[1].split("-"))
    assert WRONG[first : last + 1].strip(b'"') == b"ten"


def test_one_fault_is_listed_once_and_what_only_follows_from_it_is_not(door: httpx.Client, hub: Hub) -> None:
    [fault] = _handed_in(door, hub, slip("in", "IN-1", ("L1", "ten"))).json()["faults"]

    assert fault["text"].startswith("lots.quantity.value is 'ten'")
    assert fault["state"] == "open"


def test_a_document_without_fault_has_none(door: httpx.Client, hub: Hub) -> None:
    answer = _handed_in(door, hub, slip("in", "IN-1", ("L1", "1")))

    assert (answer.status_code, answer.json()["faults"]) == (200, [])


def test_what_is_refused_is_a_problem_too_that_says_how_it_stands(door: httpx.Client, hub: Hub) -> None:
    _handed_in(door, hub, slip("in", "IN-1", ("L1", "1")))
    other = slip("in", "IN-2", ("L1", "1")).replace(b'"qty":"1"', b'"qty":"1","unit":"H87"')

    answer = _handed_in(door, hub, other, "k2")

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert (answer.json()["state"], answer.json()["title"]) == ("refused", "refused")
    assert answer.json()["detail"] == answer.json()["documents"][0]["reason"]


def test_what_is_too_large_to_be_read_at_each_question_says_its_first_fault(
    door: httpx.Client, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_faults, "BYTES_MAX", 10)

    assert len(_handed_in(door, hub, WRONG).json()["faults"]) == 1


def test_a_fault_of_a_field_that_may_be_null_is_none(door: httpx.Client, hub: Hub) -> None:
    lenient = SLIPS.replace(
        "release_order_no: order", "release_order_no: {from: order, as: integer, on error: null}"
    )
    assert lenient != SLIPS
    body = msgspec.json.encode(
        {"kind": "out", "order": "x", "at": "yesterday", "lots": [{"lot": "L", "qty": "1"}]}
    )
    publish(hub, slips=lenient)

    texts = [fault["text"] for fault in _handed_in(door, hub, body).json()["faults"]]

    assert [text.split(" ")[0] for text in texts] == ["outbound_no", "event_time"]
