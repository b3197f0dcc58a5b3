"""Errors at the doors as RFC 9457 problem+json: what, where and what to do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from core.hub.redaction import blank_text
from core.kernel.errors import Broken, HubError, Refused, Unavailable, Unreadable

LOG = logging.getLogger("lianqiao.rest")
MEDIA = "application/problem+json"
RETRY_AFTER_S = 2
_TITLES = {
    400: "not well-formed",
    401: "who are you?",
    403: "not allowed",
    404: "no such thing",
    405: "method not taken here",
    409: "conflict of delivery",
    411: "length required",
    413: "too large",
    415: "media type not taken here",
    422: "refused",
    429: "too many requests",
    500: "our fault",
    503: "the store is away",
}


class Problem(Exception):
    """An answer that a door gives at once."""

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more


def problem_response(problem: Problem) -> Response:
    return Response(msgspec.json.encode(problem_body(problem)), problem.status, problem.headers, MEDIA)


def problem_body(problem: Problem) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": _TITLES.get(problem.status, "error"),
        "status": problem.status,
        "detail": blank_text(problem.detail),
        **problem.more,
    }


def of_hub_error(error: HubError) -> Problem:
    """The door's answer to one of the four errors."""
    more: dict[str, Any] = {"cause": error.cause, "place": error.place}
    if isinstance(error, Unavailable):
        return Problem(503, error.text, headers={"Retry-After": str(RETRY_AFTER_S)}, **more)
    if isinstance(error, Broken):
        LOG.error("broken at a door: %s", error.text)
        return Problem(500, "a promise of this hub failed; its operators were told", **more)
    return Problem(400 if isinstance(error, Unreadable) else 422, error.text, **more)


def add_problems(app: FastAPI) -> None:
    """Every error of these doors leaves as a problem."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, problem: Problem) -> Response:
        return problem_response(problem)

    @app.exception_handler(RequestValidationError)
    async def _faults(_request: Request, error: RequestValidationError) -> Response:
        faults = [_request_fault(fault) for fault in error.errors()]
        return problem_response(Problem(422, "the request is not as described in the OpenAPI", faults=faults))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        where = f"{request.method} {request.url.path[:200]}"
        detail = f"{where}: there is no such address; /v1/openapi.json has them all"
        if error.status_code == 405:
            detail = f"{where}: this address takes {(error.headers or {}).get('Allow', 'another method')}"
        return problem_response(Problem(error.status_code, detail, headers=error.headers))

    for kind in (Refused, Unreadable, Unavailable, Broken):

        @app.exception_handler(kind)
        async def _hub_error(_request: Request, error: HubError) -> Response:
            return problem_response(of_hub_error(error))


def _request_fault(fault: Any) -> dict[str, Any]:
    """A part of a request that is not as described; its value is not repeated, for it may be a secret."""
    place = " ".join(str(step) for step in fault["loc"])
    return {"cause": f"request.{fault['type']}", "place": place, "text": fault["msg"], "loc": fault["loc"]}
