"""One request as bytes, asked of an application as its server would ask: what it raises comes out here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Scope

# What the server lets through: a request line of printable ASCII, names that are tokens, values in one line.
_TARGET = re.compile(rb"/[\x21-\x7e]*\Z")
_NAME = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_VALUE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*\Z")
METHODS = (b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS")
HEADERS_MAX = 50
Filled = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[bytes, bytes]


class Asker:
    """One application on a loop of its own."""

    def __init__(self, app: ASGIApp, filled: Filled = lambda given: given) -> None:
        self._app, self._filled = app, filled
        self._loop = asyncio.new_event_loop()

    def ask(self, given: bytes) -> str:
        """A word for the answer; AssertionError for a 5xx, but 503 by rule."""
        scope, body = _scope(self._filled(given))
        if scope is None:
            return "no request"
        answer = self._loop.run_until_complete(_asked(self._app, scope, body))
        assert answer.status < 500 or _by_rule(answer), (
            f"{answer.status} to {scope['method']} {scope['path']}"
        )
        route = scope.get("route")
        return f"{scope['method']} {getattr(route, 'path', scope['path'])} {answer.status}"


def _by_rule(answer: Answer) -> bool:
    """Whoever is asked to come again is told when."""
    return answer.status == 503 and b"retry-after" in answer.headers


def _scope(given: bytes) -> tuple[dict[str, Any] | None, bytes]:
    head, _, body = given.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, target = first.partition(b" ")
    if method not in METHODS or not _TARGET.match(target):
        return None, b""
    path, _, query = target.partition(b"?")
    headers = [
        (name.lower(), value.strip(b" \t")) for name, _, value in (one.partition(b":") for one in lines)
    ]
    good = [(name, value) for name, value in headers if _NAME.match(name) and _VALUE.match(value)]
    said = [(b"host", b"testserver"), *good[:HEADERS_MAX]]
    if body and not any(name == b"content-length" for name, _ in said):
        said.append((b"content-length", str(len(body)).encode()))
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method.decode(),
        "scheme": "http", "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path,
        "query_string": query, "root_path": "", "headers": said, "client": ("127.0.0.1", 50000),
        "server": ("testserver", 80), "state": {}, "extensions": {},
    }, body  # fmt: skip


async def _asked(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    came: list[Answer] = []
    told = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return told.pop() if told else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            came.append(Answer(message["status"], dict(message["headers"])))

    await app(scope, receive, send)
    return came[0] if came else Answer(0, {})
