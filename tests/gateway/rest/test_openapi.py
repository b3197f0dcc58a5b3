"""The document in docs says what the partners' door does, so that their developers can work from it alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from pydantic import BaseModel

from adapters.wiring.hub import Hub
from core.hub.status import DocumentStatus, FaultStatus, Status
from gateway.rest.answers import (
    AnswersAnswer,
    BulkAnswer,
    BulkItemAnswer,
    DocumentAnswer,
    FaultAnswer,
    FetchedAnswer,
    ListAnswer,
    ListedAnswer,
    ProblemAnswer,
    StatusAnswer,
)
from gateway.rest.openapi import NAME, text
from tests.gateway.rest.conftest import publish
from tests.gateway.rest.test_fetching import BOX
from tests.hub_world import CONTRACT, slip

DOCS = Path(__file__).parents[3] / "docs"
HAND_IN = ("/v1/messages", "post")
LOOK = ("/v1/messages/{partition}/{number}", "get")
LIST = ("/v1/messages", "get")
BULK = ("/v1/messages/bulk", "post")
ANSWERS = ("/v1/answers", "get")
# What each operation answers where it went well.
MODELS: dict[tuple[str, str], type[BaseModel]] = {
    HAND_IN: StatusAnswer,
    LOOK: StatusAnswer,
    LIST: ListAnswer,
    BULK: BulkAnswer,
    ANSWERS: AnswersAnswer,
}
SLIP = slip("in", "IN-1", ("L1", "10"))


def test_the_document_in_docs_is_the_one_the_code_gives() -> None:
    kept = (DOCS / NAME).read_text(encoding="utf-8")

    assert kept == text(), "the partners' door changed; run `python -m gateway.rest.openapi docs/`"


def test_a_running_hub_gives_the_same_document(door: httpx.Client) -> None:
    assert door.get("/v1/openapi.json").json() == _document()


@pytest.mark.parametrize(
    ("answer", "struct"),
    [(StatusAnswer, Status), (DocumentAnswer, DocumentStatus), (FaultAnswer, FaultStatus)],
)
def test_the_described_bodies_have_the_fields_of_the_real_ones(answer: type[BaseModel], struct: Any) -> None:
    assert tuple(answer.model_fields) == struct.__struct_fields__


def test_every_example_is_of_its_schema_and_every_answer_has_one() -> None:
    for which in MODELS:
        for status, answer in _operation(which)["responses"].items():
            for media, shown in answer["content"].items():
                _require_fits(which, media, shown["example"])
                if media == "application/problem+json":
                    assert shown["example"]["status"] == int(status)


def test_the_agents_door_is_not_in_it_for_the_wire_page_is_its_contract() -> None:
    assert [path for path in _document()["paths"] if path.startswith("/agent")] == []


def test_a_token_is_asked_for_and_both_headers_are_described() -> None:
    operation = _operation(HAND_IN)

    [scheme] = operation["security"][0]
    assert _document()["components"]["securitySchemes"][scheme]["scheme"] == "bearer"
    headers = {each["name"]: each for each in operation["parameters"] if each["in"] == "header"}
    assert headers["idempotency-key"]["required"]
    assert "repeat" in headers["idempotency-key"]["description"]
    assert "wait=n" in headers["prefer"]["description"]


@pytest.mark.usefixtures("worker")
def test_what_the_door_answers_with_an_outcome_is_described(door: httpx.Client) -> None:
    unknown_unit = SLIP.replace(b"IN-1", b"IN-2").replace(b'"qty":"10"', b'"qty":"1","unit":"H87"')
    answers = [
        _hand_in(door, SLIP, "k1", prefer="wait=10"),
        _hand_in(door, unknown_unit, "k2", prefer="wait=10"),
        _hand_in(door, slip("in", "IN-3", ("L1", "ten")), "k3", prefer="wait=10"),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 400]
    for answer in answers:
        _require_described(HAND_IN, answer)
        assert answer.headers["location"].startswith("/v1/messages/")
        _require_described(LOOK, door.get(answer.headers["location"]))


def test_what_the_door_answers_at_once_is_described(door: httpx.Client) -> None:
    answers = [
        _hand_in(door, SLIP, "k1"),
        _hand_in(door, b"{", "k2"),
        _hand_in(door, SLIP, "k3", authorization="Bearer wrong"),
        _hand_in(door, SLIP + b" ", "k1"),
        _hand_in(door, SLIP, "k4", **{"content-type": "image/png"}),
        door.post("/v1/messages", content=SLIP),
    ]

    assert [answer.status_code for answer in answers] == [202, 400, 401, 409, 415, 422]
    for answer in answers:
        _require_described(HAND_IN, answer)
    _require_described(LOOK, door.get("/v1/messages/9/9"))
    _require_described(LOOK, door.get(answers[0].headers["location"]))
    _require_described(LOOK, door.get("/v1/messages/a/b"))


@pytest.mark.usefixtures("worker")
def test_lists_bulk_and_answers_are_described_and_their_examples_can_be_sent(
    door: httpx.Client, hub: Hub
) -> None:
    publish(hub, contract=f"{CONTRACT}sends: [{BOX % 'answers'}]\n")
    one = _operation(HAND_IN)["requestBody"]["content"]["application/json"]["example"]
    example = _operation(BULK)["requestBody"]["content"]["application/json"]["example"]
    good = {"key": "k", "body": msgspec.Raw(SLIP)}
    where = {"source": "slips", "site": "W1"}

    assert _hand_in(door, json.dumps(one).encode(), "example", prefer="wait=5").status_code == 200
    sent = door.post(BULK[0], params=where, content=json.dumps(example), headers={"prefer": "wait=5"})
    mixed = door.post(
        BULK[0], params=where, content=msgspec.json.encode({"items": [good, {"key": 1}]}),
        headers={"prefer": "wait=5"},
    )  # fmt: skip
    hub.deliverer.run(limit=10)

    assert [one["key"] for one in sent.json()["items"]] == [one["key"] for one in example["items"]]
    assert [one["status"] for one in mixed.json()["items"]] == [200, 422]
    for answer in (sent, mixed, door.post(BULK[0], content=b"{")):
        _require_described(BULK, answer)
        for item in answer.json().get("items", []):
            assert set(item) <= set(BulkItemAnswer.model_fields)
    for which, model, bad in ((LIST, ListedAnswer, {"limit": 0}), (ANSWERS, FetchedAnswer, {"box": "x"})):
        page = door.get(which[0])
        _require_described(which, page)
        assert all(set(item) <= set(model.model_fields) for item in page.json()["items"])
        assert page.json()["items"]
        _require_described(which, door.get(which[0], params=bad))
        _require_described(which, door.get(which[0], headers={"authorization": "Bearer wrong"}))


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DOCS / NAME).read_text(encoding="utf-8"))
    return document


def _operation(which: tuple[str, str]) -> dict[str, Any]:
    path, method = which
    operation: dict[str, Any] = _document()["paths"][path][method]
    return operation


def _hand_in(door: httpx.Client, body: bytes, key: str, **headers: str) -> httpx.Response:
    sent = {"content-type": "application/json", "idempotency-key": key, **headers}
    return door.post("/v1/messages", params={"source": "slips", "site": "W1"}, content=body, headers=sent)


def _require_described(which: tuple[str, str], answer: httpx.Response) -> None:
    described = _operation(which)["responses"][str(answer.status_code)]
    media = answer.headers["content-type"]
    assert media in described["content"], answer.text
    _require_fits(which, media, answer.json())
    told = {name.lower() for name in described.get("headers", {})}
    assert {"location", "retry-after", "www-authenticate"} & set(answer.headers) <= told


def _require_fits(which: tuple[str, str], media: str, body: dict[str, Any]) -> None:
    model = ProblemAnswer if media == "application/problem+json" else MODELS[which]
    assert set(body) <= set(model.model_fields)
    model.model_validate(body, strict=True)
