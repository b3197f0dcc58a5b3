"""The partners' door: what it answers at once, what it commits first, and what a repeat gets."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.wiring.hub import Hub
from core.hub.documents import Effect
from core.kernel.errors import Unavailable
from gateway.rest import outcomes
from gateway.worker import Worker
from tests.gone import let_go
from tests.hub_world import slip
from tests.patience import PATIENCE_S, until

JSON = {"Content-Type": "application/json"}
WHERE = {"source": "slips", "site": "W1"}
SLIP = slip("in", "IN-1", ("L1", "10"))
CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "hostile"


def _hand_in(door: httpx.Client, body: bytes, key: str = "k1", **headers: str) -> httpx.Response:
    sent = {**JSON, "Idempotency-Key": key, **headers}
    return door.post("/v1/messages", params=WHERE, content=body, headers=sent)


def _problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    assert said["status"] == status
    return said


def test_a_document_is_committed_then_taken_and_its_address_tells_how_it_stands(
    door: httpx.Client, hub: Hub
) -> None:
    response = _hand_in(door, SLIP)

    assert response.status_code == 202
    assert response.headers["location"] == "/v1/messages/1/1"
    assert door.get("/v1/messages/1/1").json()["state"] == "taken"
    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert arrival.body == SLIP


@pytest.mark.usefixtures("worker")
def test_a_door_that_is_asked_to_wait_answers_as_the_address_would(
    door: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "WAIT_S_MAX", PATIENCE_S)
    wait = "wait=60"
    done = _hand_in(door, SLIP, Prefer=wait)
    other_unit = SLIP.replace(b"IN-1", b"IN-2").replace(b'"qty":"10"', b'"qty":"1","unit":"H87"')
    refused = _hand_in(door, other_unit, "k2", Prefer=wait)
    unreadable = _hand_in(door, slip("in", "IN-3", ("L1", "ten")), "k3", Prefer=f"respond-async, {wait}")

    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert (refused.status_code, refused.json()["state"]) == (422, "refused")
    assert (unreadable.status_code, unreadable.json()["state"]) == (400, "unreadable")
    address = door.get(unreadable.headers["location"])
    assert (address.status_code, address.content) == (400, unreadable.content)


def test_a_repeat_gets_the_present_outcome(door: httpx.Client, hub: Hub) -> None:
    first = _hand_in(door, SLIP)
    assert _hand_in(door, SLIP).status_code == 202
    Worker(hub, "test", partitions_max=8).drain()

    again = _hand_in(door, SLIP)

    assert (again.status_code, again.json()["state"]) == (200, "done")
    assert again.headers["location"] == first.headers["location"]
    assert len(hub.store.rows(Effect, limit=9)) == 1


def test_one_key_with_two_payloads_is_a_conflict(door: httpx.Client) -> None:
    _hand_in(door, SLIP)

    said = _problem(_hand_in(door, slip("in", "IN-1", ("L1", "11"))), 409)

    assert "another payload" in said["detail"]
    assert "new key" in said["detail"]


def test_nobody_comes_in_without_a_token(door: httpx.Client) -> None:
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic eDp5"},
    ):
        said = _problem(_hand_in(door, SLIP, **headers), 401)
        assert "Bearer" in said["detail"]


def test_what_is_not_well_formed_is_answered_400_and_kept(door: httpx.Client, hub: Hub) -> None:
    said = _problem(_hand_in(door, b'{"no": '), 400)

    assert said["cause"] == "json.malformed"
    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert arrival.body == b'{"no": '


def test_a_media_type_nobody_reads_is_415(door: httpx.Client) -> None:
    headers = {"Content-Type": "image/png", "Idempotency-Key": "k"}

    response = door.post("/v1/messages", params=WHERE, content=b"x", headers=headers)

    assert "image/png" in _problem(response, 415)["detail"]


def test_a_body_over_the_limit_is_413_and_not_read_further(door: httpx.Client) -> None:
    def endless() -> Any:
        for _ in range(200):
            yield b"x" * 1024 * 1024

    headers = {**JSON, "Idempotency-Key": "k"}
    try:
        response = door.post("/v1/messages", params=WHERE, content=endless(), headers=headers)
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        # Who goes on writing may find the line cut before the answer is read.
        return
    assert _problem(response, 413)["bytes_max"] == 16 * 1024 * 1024


def test_another_partners_message_is_nobodys(door: httpx.Client) -> None:
    _problem(door.get("/v1/messages/99/1"), 404)


def test_a_missing_key_or_source_is_named(door: httpx.Client) -> None:
    response = door.post("/v1/messages", params={"site": "W1"}, content=SLIP, headers=JSON)

    assert response.status_code == 422
    said = {tuple(fault["loc"]) for fault in response.json()["faults"]}
    assert said == {("query", "source"), ("header", "idempotency-key")}


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpora is not here")
def test_no_hostile_body_makes_the_door_fail(door: httpx.Client, hub: Hub) -> None:
    files = [path for path in sorted(CORPUS.rglob("*")) if path.is_file() and path.stat().st_size < 1_000_000]
    assert files

    for number, path in enumerate(files):
        xml = path.suffix == ".xml"
        media = "application/xml" if xml else "application/json"
        sent = {"Content-Type": media, "Idempotency-Key": f"h{number}"}
        params = {**WHERE, "name": path.name.encode("ascii", "replace").decode()}
        response = door.post("/v1/messages", params=params, content=path.read_bytes(), headers=sent)
        assert response.status_code in (202, 400), (path.name, response.text)
        if path.name.startswith("n_"):
            assert response.status_code == 400, path.name
        if path.name.startswith("y_"):
            assert response.status_code == 202, path.name
    Worker(hub, "test", partitions_max=8).drain()


def test_a_store_that_is_away_is_503_and_nothing_is_lost_by_sending_again(
    door: httpx.Client, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise Unavailable("the database did not answer")

    with monkeypatch.context() as gone:
        gone.setattr(hub.store, "unit", away)
        answer = _hand_in(door, SLIP)

    assert "the database did not answer" in _problem(answer, 503)["detail"]
    assert int(answer.headers["retry-after"]) >= 1
    assert hub.store.arrival(1, 1) is None
    assert _hand_in(door, SLIP).headers["location"] == "/v1/messages/1/1"


def test_a_client_that_goes_away_changes_nothing(door: httpx.Client, hub: Hub) -> None:
    request = door.build_request(
        "POST",
        "/v1/messages",
        params=WHERE,
        content=SLIP,
        headers={**JSON, "Idempotency-Key": "k1", "Prefer": "wait=10"},
    )
    head = f"POST {request.url.raw_path.decode()} HTTP/1.1\r\n".encode()
    head += b"".join(b"%b: %b\r\n" % (name, value) for name, value in request.headers.raw)

    with socket.create_connection((request.url.host, request.url.port or 80)) as client:
        client.sendall(head + b"\r\n" + SLIP)
        until(lambda: hub.store.arrival(1, 1) is not None, "the document to be kept")
    Worker(hub, "test", partitions_max=8).drain()

    again = _hand_in(door, SLIP)
    assert (again.status_code, again.json()["state"]) == (200, "done")
    assert len(hub.store.rows(Effect, limit=9)) == 1


def test_a_caller_s_trace_is_taken_up_and_nonsense_begins_a_new_one(door: httpx.Client, hub: Hub) -> None:
    trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    _hand_in(door, SLIP, "k1", traceparent=f"00-{trace}-{span}-01", tracestate="vendor=1")
    _hand_in(door, slip("in", "IN-2", ("L1", "1")), "k2", traceparent=f"00-{'0' * 32}-{span}-01")

    first, second = hub.store.arrival(1, 1), hub.store.arrival(1, 2)
    assert first is not None
    assert second is not None
    assert (first.trace, first.facts) == (bytes.fromhex(trace), b'{"tracestate":"vendor=1"}')
    assert second.trace not in (None, b"", bytes(16))
    assert second.facts == b"{}"


def test_a_repeat_of_what_was_let_go_after_its_time_is_told_so_and_nothing_is_taken(
    door: httpx.Client, hub: Hub
) -> None:
    _hand_in(door, SLIP)
    Worker(hub, "test", partitions_max=8).drain()
    let_go(hub)

    again = _hand_in(door, SLIP)

    assert again.status_code == 200
    assert again.json()["state"] == "let_go"
    assert "the same again has no second effect" in again.json()["text"]
    assert again.json() == door.get("/v1/messages/1/1").json()
    assert hub.store.arrival(1, 2) is None
    assert _hand_in(door, SLIP.replace(b"IN-1", b"IN-2")).status_code == 409
    assert door.get("/v1/messages/1/7").status_code == 404
