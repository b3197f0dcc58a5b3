"""The server of a program of the outside: everything it hears goes to the program, and comes back as JSON."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import unquote, urlsplit

import msgspec

from tests.outside.moods import Mood
from tests.outside.program import JSON, Outside, Reply


class Listening(BaseHTTPRequestHandler):
    """`POST` asks the program, `PUT /mood` sets its mood, `GET /heard` tells what it heard, `GET` looks."""

    protocol_version = "HTTP/1.1"
    outside: ClassVar[Outside]

    def do_POST(self) -> None:
        reply = self.outside.hear(self._path, self.headers.get("Idempotency-Key", ""), self._body())
        if reply is None:
            self.close_connection = True
            self.connection.close()
            return
        self._say(reply)

    def do_PUT(self) -> None:
        with self.outside.lock:
            self.outside.mood = msgspec.json.decode(self._body(), type=Mood)
        self._say(Reply(200, {"mood": self.outside.mood.kind}))

    def do_GET(self) -> None:
        with self.outside.lock:
            known = Reply(200, {"heard": self.outside.heard, "told": self.outside.told})
            self._say(known if self._path == "/heard" else self.outside.look(self._path))

    @property
    def _path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _say(self, reply: Reply) -> None:
        payload = json.dumps(reply.said, ensure_ascii=False).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        """What it heard is told at /heard."""


def serve(outside: Outside, port: int) -> ThreadingHTTPServer:
    """Its server at the port, or at a free one where that is 0."""
    handler = type("Handler", (Listening,), {"outside": outside})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server
