"""The partners' door in words: every answer with its headers and an example, for docs/openapi.json."""

from __future__ import annotations

from typing import Any

import msgspec

from core.hub.status import DocumentStatus, FaultStatus, State, Status
from gateway.rest.answers import StatusAnswer
from gateway.rest.outcomes import as_problem
from gateway.rest.problems import MEDIA, RETRY_AFTER_S, Problem, problem_response

JSON = "application/json"
# What it says is put beside the other schemas by the application, once for all routes.
PROBLEM = {"$ref": "#/components/schemas/Problem"}
BODY_EXAMPLE = {
    "kind": "out",
    "no": "OUT-20261123-0007",
    "at": "2026-11-23T09:30:00+08:00",
    "order": "RO-118",
    "lots": [{"lot": "L-88", "qty": "12.5", "unit": "TNE"}],
}
KEY_TEXT = (
    "Your own key for this delivery, one for each thing you hand in. The same key with the same bytes is a "
    "repeat: nothing happens twice and the answer is how it stands by now, so send again whenever you got no "
    "answer. The same key with other bytes is 409."
)
PREFER_TEXT = (
    "`wait=n`: answer with the outcome, waiting at most n seconds (10 at most); without it, 202 at once"
)
HAND_IN_TEXT = (
    "The body is your document as your own system writes it; the mapping published for your source reads it. "
    "It is committed unchanged before the answer, and nothing that was answered 200, 202, 400 or 422 with a "
    "`Location` has to be sent again. What the document says is judged afterwards: ask its address, or say "
    "`Prefer: wait=10`. A W3C `traceparent` that you send is taken up: what comes of the document is of it."
)
LOOK_TEXT = (
    "Answers as the door would have, had it waited: 200, 202, 400 and 422 say how the document stands."
)
_LOCATION = {
    "Location": {
        "description": "where it stands, whenever it was kept: ask there how it goes on",
        "schema": {"type": "string", "examples": ["/v1/messages/7/1204"]},
    }
}
RETRY_AFTER = {
    "Retry-After": {
        "description": "seconds to wait before the same request, with the same key, is sent again",
        "schema": {"type": "integer", "examples": [RETRY_AFTER_S]},
    }
}
CHALLENGE = {"WWW-Authenticate": {"description": "`Bearer`", "schema": {"type": "string"}}}


def hand_in_route(media: tuple[str, ...], bytes_max: int) -> dict[str, Any]:
    """How `POST /v1/messages` is described."""
    return {
        "summary": "Hand in a document",
        "description": HAND_IN_TEXT,
        "operation_id": "handIn",
        "responses": hand_in_answers(),
        "openapi_extra": hand_in_body(media, bytes_max),
    }


def look_route() -> dict[str, Any]:
    """How `GET /v1/messages/{partition}/{number}` is described."""
    return {
        "summary": "How a document stands",
        "description": LOOK_TEXT,
        "operation_id": "look",
        "responses": look_answers(),
    }


def hand_in_body(media: tuple[str, ...], bytes_max: int) -> dict[str, Any]:
    """The request body, in every media type the door takes."""
    anything = {"schema": {"type": "string", "format": "binary"}}
    content: dict[str, Any] = dict.fromkeys(media, anything)
    content[JSON] = {"schema": {}, "example": BODY_EXAMPLE}
    return {
        "requestBody": {
            "required": True,
            "description": f"at most {bytes_max} bytes; the example is what one partner's mapping reads",
            "content": content,
        }
    }


def hand_in_answers() -> dict[int | str, dict[str, Any]]:
    """What `POST /v1/messages` answers."""
    answers = look_answers()
    del answers[404]
    for status in (200, 202, 400, 422):
        answers[status] = {**answers[status], "headers": _LOCATION}
    answers[400]["description"] += "; or the bytes are not well-formed, and kept all the same"
    answers[422]["description"] += "; without `id`: the request is not as described here, nothing is kept"
    return answers | {
        409: refusal(
            409, "key 'k-17' was used at 7/1204 with another payload; send the new content under a new key"
        ),
        413: refusal(413, "the body is over 16777216 bytes; send it in parts", bytes_max=16777216),
        415: refusal(415, "Content-Type image/png; taken here: application/json, application/xml, text/csv"),
        429: {**refusal(429, "too many requests; wait as Retry-After says"), "headers": RETRY_AFTER},
    }


def look_answers() -> dict[int | str, dict[str, Any]]:
    """What `GET /v1/messages/{partition}/{number}` answers."""
    return {
        200: outcome(
            "It had its effect (`done`), is kept as evidence without one (`noted`), or was let go after its"
            " time (`let_go`)",
            DONE,
        ),
        202: outcome("It is committed, and has no outcome yet (`taken`, `waiting`, `parked`)", TAKEN),
        400: _judged("It cannot be understood (`unreadable`); `faults` say all that is wrong", UNREADABLE),
        401: {**refusal(401, "send `Authorization: Bearer <token>`"), "headers": CHALLENGE},
        404: refusal(404, "you handed in no message 7/1205"),
        422: _judged("It is refused, or in conflict with an earlier one", REFUSED),
        500: refusal(500, "a promise of this hub failed; its operators were told"),
        503: {**refusal(503, "the database did not answer; it is tried again"), "headers": RETRY_AFTER},
    }


def outcome(text: str, status: Status) -> dict[str, Any]:
    example = msgspec.to_builtins(status)
    return {"description": text, "model": StatusAnswer, "content": {JSON: {"example": example}}}


def _judged(text: str, status: Status) -> dict[str, Any]:
    """A problem that says how the document stands, written by the code that answers."""
    example = msgspec.json.decode(msgspec.json.encode(as_problem(status)))
    return {"description": text, "content": {MEDIA: {"schema": PROBLEM, "example": example}}}


def refusal(status: int, detail: str, **more: Any) -> dict[str, Any]:
    answer = _problem(status, detail, **more)
    return {"description": answer["example"]["title"], "content": {MEDIA: answer}}


def _problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """The problem's schema and an example, which is written by the code that answers."""
    example = msgspec.json.decode(problem_response(Problem(status, detail, **more)).body)
    return {"schema": PROBLEM, "example": example}


def _status(
    state: State, outcome: str, reason: str, *faults: FaultStatus, type_: str = "wms.outbound.v1"
) -> Status:
    document = DocumentStatus(
        message_id="5f0c0a51-6a0c-5a4e-8f43-5b1f2c7f0d11",
        type=type_,
        key="OUT-20261123-0007",
        outcome=outcome,
        reason=reason,
        linked="",
    )
    return Status(id="7/1204", state=state, documents=[document] if outcome else [], faults=list(faults))


_FAULTS = (
    FaultStatus(
        cause="map.required@warehouse/in/api.yaml:14",
        place="bytes 0-131",
        text="event_time has no value: expected one at `at`",
        state="open",
    ),
    FaultStatus(
        cause="map.decimal@warehouse/in/api.yaml:20",
        place="bytes 112-115",
        text="lots.quantity.value is 'ten': expected a number such as 1234.50, with no other sign",
        state="open",
    ),
)
DONE = _status("done", "done", "")
TAKEN = _status("taken", "", "")
REFUSED = _status(
    "refused", "refused", "lot L-88: 12.5 TNE are asked for, 10 TNE are free", type_="wms.release_order.v1"
)
UNREADABLE = _status("unreadable", "", "", *_FAULTS)
