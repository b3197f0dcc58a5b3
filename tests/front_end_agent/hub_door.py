"""A small real hub's door: HTTP on 127.0.0.1, answers by docs/wire.md §4, and misbehaves on demand."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.front_end_agent.hub_book import HubBook
from tests.front_end_agent.hub_signer import signed
from tests.front_end_agent.wire_reader import WireError, read_text, sign_text, split_run
from tests.patience import LOOK_S, PATIENCE_S, Patience

UNKNOWN = "certificate.unknown"
NOT_NOW = {"title": "not now", "detail": "told to"}
TOKEN = "one-time-token"


class HubDoor:
    """Start it, point an agent at `url`, look at `book`."""

    def __init__(self, book: HubBook | None = None, *, port: int = 0) -> None:
        self.book = book or HubBook()
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.answer: tuple[int, dict[str, str]] | None = None  # a status for every call instead
        self.hang_up_after_keeping = False
        self.nonsense = False
        self.unknown = False  # the certificate, as to a hub that was restored
        self.cause = UNKNOWN
        self.forgets = False  # the next one too
        self.renewals: list[dict[str, Any]] = []
        self.traces: list[str] = []
        self.enrolments: list[dict[str, Any]] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = PATIENCE_S
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                door.handle(self, body)

            def do_GET(self) -> None:
                reply(self, 405, {"title": "POST only"})

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def last_beat(self, name: str) -> Any:
        """What the last heartbeat said of something; None before the first."""
        return self.book.beats[-1][name] if self.book.beats else None

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait(self, until: Callable[[], bool]) -> None:
        """Until the book says so; fails with what it says instead."""
        patience = Patience(self._said)
        with self.changed:
            while not until():
                patience.look()
                self.changed.wait(LOOK_S)

    def _said(self) -> str:
        return (
            f"the hub's book, where is contiguous {self.book.contiguous}, came {self.book.came[-20:]}, "
            f"last beat {self.book.beats[-1:]}, refused {self.book.refused}"
        )

    def handle(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        with self.changed:
            try:
                if self.answer is not None:
                    status, headers = self.answer
                    said = {"down": "nonsense"} if self.nonsense else NOT_NOW
                    reply(request, status, said, headers)
                elif request.path == "/agent/v1/enrol":
                    self._enrol(request, json.loads(body))
                elif request.path == "/agent/v1/renew":
                    self._renew(request, body)
                elif self.unknown:
                    reply(request, 403, {"detail": "none that this hub issued", "cause": self.cause})
                elif request.path == "/agent/v1/frames":
                    self._frames(request, body)
                elif request.path == "/agent/v1/heartbeat":
                    self._beat(request, body)
                else:
                    reply(request, 404, {"title": "no such door"})
            finally:
                self.changed.notify_all()

    def _enrol(self, request: BaseHTTPRequestHandler, said: dict[str, Any]) -> None:
        self.enrolments.append(said)
        if said["token"] != TOKEN:
            reply(request, 403, {"title": "Forbidden", "detail": "the token is unknown, used or expired"})
            return
        self.book.known.add(bytes.fromhex(said["public_key"]))
        answer = {
            "agent": self.book.agent, "partner": "acme", "hub": "test-hub",
            "hub_key": self.book.hub_public.hex(), "shard": 3, "broker_url": None,
            "certificate": signed(said["csr"], self.book.agent),
        }  # fmt: skip
        reply(request, 200, answer)

    def _renew(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        purpose, asked = read_text(body, self.book.known)
        assert purpose == "renew"
        self.renewals.append(asked)
        self.unknown = self.forgets
        said = {"agent": asked["agent"], "certificate": signed(asked["csr"], asked["agent"])}
        reply(request, 200, sign_text("certificate", said, self.book.hub_key))

    def _frames(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        try:
            frames = split_run(body)
        except WireError as error:
            reply(request, 400, {"title": "Bad Request", "detail": str(error)})
            return
        self.traces.append(request.headers.get("traceparent", ""))
        for raw in frames:
            self.book.take(raw)
        if self.hang_up_after_keeping:
            request.close_connection = True
            request.connection.close()
            return
        reply(request, 200, self.book.receipt())

    def _beat(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        if not body:
            reply(request, 400, {"title": "Bad Request", "detail": "no signed text"})
            return
        try:
            _purpose, beat = read_text(body, self.book.known)
        except WireError as error:
            reply(request, 403, {"title": "Forbidden", "detail": str(error)})
            return
        self.book.beats.append(beat)
        receipt = [self.book.receipt()] if self.book.epoch else []
        reply(request, 200, {"down": receipt + self.book.commands})


def reply(
    request: BaseHTTPRequestHandler, status: int, said: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    content = json.dumps(said).encode()
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)
