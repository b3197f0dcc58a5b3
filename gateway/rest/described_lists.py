"""Lists, bulk and answers of the partners' door in words, with examples, for docs/openapi.json."""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import BaseModel

from gateway.rest.answers import AnswersAnswer, BulkAnswer, ListAnswer
from gateway.rest.described import (
    BODY_EXAMPLE,
    CHALLENGE,
    DONE,
    JSON,
    RETRY_AFTER,
    UNREADABLE,
    refusal,
)
from gateway.rest.outcomes import as_problem

ITEMS_MAX = 500
LIST_TEXT = (
    "What you handed in, by this door or any other, newest first. `next` leads to the page before; "
    "a page may hold fewer than asked for, or none, and still have a `next`."
)
BULK_TEXT = (
    "Each item is a document of its own with a key of its own, kept, judged and answered as if it had come "
    "alone: what is wrong with one changes nothing for the others. `body` is kept byte for byte as it stands "
    "here; say `text` for a document that is no JSON, `base64` for one that is no text. Of items over "
    "your rate the first is answered 429, and so are all behind it: send those again. A request may be sent "
    "again as a whole: items that were kept are repeats."
)
ANSWERS_TEXT = (
    "For partners without a server of their own. Your contract lists what you are told (`adapter: collect`): "
    "answers to what you handed in, release orders, alerts. Fetch in a loop with `after` = the `next` of the "
    "page before; it is safe to ask again. `Prefer: wait=10` waits for the next message where there is none. "
    "A message stays for 90 days at least."
)
ITEMS_EXAMPLE: list[dict[str, Any]] = [
    {"key": "OUT-20261123-0007", "body": BODY_EXAMPLE},
    {"key": "slips-0911", "media": "text/csv", "name": "slips_0911.csv", "text": "单号,批次\nCK-2,L-89\n"},
]


def list_route() -> dict[str, Any]:
    """How `GET /v1/messages` is described."""
    item = {
        "id": "7/1204",
        "received_at": "2026-11-23T01:30:02.120000Z",
        "source": "api",
        "site": "WH-SHA-01",
        "name": "",
        "type": "wms.outbound.v1",
        "key": "OUT-20261123-0007",
        "documents": 1,
        "state": "done",
        "reason": "",
    }
    page = {"items": [item], "next": "1763861402120000-7-1204"}
    return _route("What you handed in", LIST_TEXT, "list", {200: _answer(ListAnswer, page)})


def bulk_route(bytes_max: int) -> dict[str, Any]:
    """How `POST /v1/messages/bulk` is described."""
    key = {"key": ITEMS_EXAMPLE[0]["key"], "location": "/v1/messages/7/1204"}
    done = key | {"status": 200} | msgspec.to_builtins(DONE)
    wrong = {"key": ITEMS_EXAMPLE[1]["key"], "location": "/v1/messages/7/1205"}
    wrong |= msgspec.json.decode(msgspec.json.encode(as_problem(UNREADABLE)))
    answers = {
        207: _answer(BulkAnswer, {"items": [done, wrong]}),
        400: refusal(400, "the request is no JSON: expected `:` (byte 17)", cause="json.malformed"),
        413: refusal(413, f"501 items; at most {ITEMS_MAX} in one request", items_max=ITEMS_MAX),
    }
    text = f"{BULK_TEXT} At most {ITEMS_MAX} items and {bytes_max} bytes."
    return _route("Hand in many documents", text, "handInMany", answers) | {"openapi_extra": _bulk_body()}


def answers_route() -> dict[str, Any]:
    """How `GET /v1/answers` is described."""
    item = {
        "sequence": 41,
        "id": "5f0c0a516a0c5a4e8f435b1f2c7f0d11",
        "message": "0d9c3b1e-1b1c-5b7e-9a63-6b0d2c6f5a10",
        "type": "ack.v1",
        "key": "OUT-20261123-0007",
        "name": "0000000041-5f0c0a516a0c5a4e8f435b1f2c7f0d11.json",
        "ready_at": "2026-11-23T01:30:03.004000Z",
        "media": JSON,
        "body": {"document": "5f0c0a516a0c5a4e8f435b1f2c7f0d11", "sequence": 41},
    }
    page = {"items": [item], "next": 41}
    return _route("Fetch what you are told", ANSWERS_TEXT, "answers", {200: _answer(AnswersAnswer, page)})


def _route(summary: str, text: str, name: str, answers: dict[int, dict[str, Any]]) -> dict[str, Any]:
    common: dict[int, dict[str, Any]] = {
        401: {**refusal(401, "send `Authorization: Bearer <token>`"), "headers": CHALLENGE},
        422: refusal(422, "the request is not as described in the OpenAPI", faults=[_FAULT]),
        500: refusal(500, "a promise of this hub failed; its operators were told"),
        503: {**refusal(503, "the database did not answer; it is tried again"), "headers": RETRY_AFTER},
    }
    return {"summary": summary, "description": text, "operation_id": name, "responses": common | answers}


def _answer(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    return {"description": model.__doc__, "model": model, "content": {JSON: {"example": example}}}


def _bulk_body() -> dict[str, Any]:
    texts = ("key", "name", "source", "site", "media", "text", "base64")
    item: dict[str, Any] = {"type": "object", "required": ["key"], "additionalProperties": False}
    item["properties"] = {name: {"type": "string"} for name in texts} | {"body": {}}
    schema = {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "maxItems": ITEMS_MAX, "items": item}},
    }
    content = {JSON: {"schema": schema, "example": {"items": ITEMS_EXAMPLE}}}
    return {"requestBody": {"required": True, "content": content}}


_FAULT = {
    "cause": "request.less_than_equal",
    "place": "query limit",
    "text": "Input should be less than or equal to 200",
    "loc": ["query", "limit"],
}
