"""SOAP calls a second at our door, each proven, checked and answered, beside an echo that does none of it."""

from __future__ import annotations

import asyncio
import base64
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.types import ASGIApp, Message

from adapters.memory.limits import MemoryLimits
from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from bench.floors.soap_echo import SOAP, echo_app
from core.hub.access import give_token
from gateway.rest.app import make_app
from gateway.soap.words import OURS

CALLS, AT_ONCE, ROUNDS = 200, 8, 3
CONTRACT = """
partner: bench
name: Bench
parties: [bench]
sites: [{id: W1}]
feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]
documents_per_s: 100000
soap: {wait_s: 0}
"""
SLIPS = """
mapping: 1
reads: {format: json}
documents:
  - type: noted.event.v1
    identity: {number: event_no, revision: {value: "1"}}
    body: {event_no: {from: no, required: true}, kind: {value: slip}, reason: {value: bench},
           event_time: {value: "2026-11-28T00:00:00Z", as: datetime}}
"""
SLIP = b'{"no":"SLIP-0000001","lots":[{"lot":"L-88","qty":"12.5"},{"lot":"L-89","qty":"3"}],"unit":"TNE"}'


def measure() -> list[dict[str, Any]]:
    """Asked as their server would ask them, without one: what is measured is the door, not uvicorn."""
    with TemporaryDirectory() as folder:
        hub, token = _hub(Path(folder))
        try:
            ours, bare = make_app(hub), echo_app()
            numbers = count()
            documents: Callable[[], bytes] = lambda: _submission(next(numbers))  # noqa: E731
            query = _envelope('<QueryStatus xmlns="OURS"><id>1/1</id></QueryStatus>'.replace("OURS", OURS))
            asyncio.run(_calls(ours, token, documents, calls=1))
            return [
                _row("SOAP calls/s, a status asked for", _raced(ours, bare, token, lambda: query)),
                _row("SOAP calls/s, a document committed", _raced(ours, bare, token, documents)),
            ]
        finally:
            hub.store.engine.dispose()


def _raced(ours: ASGIApp, bare: ASGIApp, token: str, content: Callable[[], bytes]) -> tuple[float, float]:
    """(ours, the echo), in turns; the middle of the rounds."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for app, rates in zip((ours, bare), found, strict=True):
            begun = time.perf_counter()
            asyncio.run(_calls(app, token, content, calls=CALLS))
            rates.append(CALLS / (time.perf_counter() - begun))
    return statistics.median(found[0]), statistics.median(found[1])


async def _calls(app: ASGIApp, token: str, content: Callable[[], bytes], *, calls: int) -> None:
    """So many calls, eight at a time."""
    todo = iter(range(calls))

    async def caller() -> None:
        for _ in todo:
            status = await _call(app, token, content())
            if status != 200:
                raise RuntimeError(f"a call was answered {status}")

    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))


async def _call(app: ASGIApp, token: str, body: bytes) -> int:
    statuses: list[int] = []
    told: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(told, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [
        (b"content-type", b"text/xml"),
        (b"authorization", f"Bearer {token}".encode()),
        (b"host", b"h"),
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/soap/v1", "raw_path": b"/soap/v1", "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("h", 80), "state": {}, "extensions": {},
    }  # fmt: skip
    await app(scope, receive, send)
    return statuses[0]


def _submission(number: int) -> bytes:
    content = base64.b64encode(SLIP.replace(b"0000001", b"%07d" % number)).decode()
    return _envelope(
        f'<SubmitDocument xmlns="{OURS}"><idempotencyKey>k{number}</idempotencyKey><source>slips</source>'
        f"<site>W1</site><mediaType>application/json</mediaType><content>{content}</content></SubmitDocument>"
    )


def _envelope(body: str) -> bytes:
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def _hub(folder: Path) -> tuple[Hub, str]:
    where = folder / "mappings" / "bench"
    (where / "in").mkdir(parents=True)
    (where / "contract.yaml").write_text(CONTRACT)
    (where / "in" / "slips.yaml").write_text(SLIPS)
    hub = make_hub(name="hub", home=folder / "home", database_url=f"sqlite:///{folder / 'hub.db'}")
    hub.publish(read_folder(where))
    assert isinstance(hub.limits, MemoryLimits)
    with hub.store.unit() as unit:
        return hub, give_token(unit, "bench")


def _row(name: str, raced: tuple[float, float]) -> dict[str, Any]:
    ours, bare = raced
    ratio = ours / bare
    return {
        "name": name, "ours": ours, "other": bare, "other_name": "bare FastAPI + lxml", "unit": "calls/s",
        "ratio": ratio, "target": 0.5, "met": ratio >= 0.5,
    }  # fmt: skip
