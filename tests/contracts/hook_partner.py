"""A partner's HTTP server that really listens, told by webhooks or as a REST API."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from adapters.rest.endpoint import make_endpoint as make_rest
from adapters.webhook.endpoint import make_endpoint as make_webhook
from core.hub.endpoints import Endpoint
from tests.contracts.moods import Mood, a_send

SECRET = b"whsec_" + b"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"


class HookPartner:
    """A partner's HTTP server that dedupes by Idempotency-Key and answers what it has."""

    def __init__(self) -> None:
        partner = self
        self.by_id: dict[str, bytes] = {}
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self._mood: Mood = "calm"

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                partner.post(self)

            def do_GET(self) -> None:
                wanted = parse_qs(urlsplit(self.path).query)["id"][0]
                self.send_response(200 if wanted in partner.by_id else 404)
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/in"
        self.endpoint: Endpoint = make_webhook(a_send("webhook", self.address), SECRET)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def post(self, request: BaseHTTPRequestHandler) -> None:
        if self._mood == "cuts_before":
            request.connection.close()
            return
        payload = request.rfile.read(int(request.headers["Content-Length"]))
        self.requests.append((dict(request.headers), payload))
        if self._mood in ("refuses", "busy"):
            request.send_response(422 if self._mood == "refuses" else 503, "No")
            request.send_header("Retry-After", "7")
            request.end_headers()
            request.wfile.write(b"said no")
            return
        self.by_id.setdefault(request.headers["Idempotency-Key"], payload)
        if self._mood == "loses_answer":
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        request.send_response(202)
        request.end_headers()
        request.wfile.write(b"taken")

    def took(self) -> list[bytes]:
        return list(self.by_id.values())

    def mood(self, mood: Mood) -> None:
        self._mood = mood

    def leave(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class RestPartner(HookPartner):
    """The same server as a REST API that a contract describes, with a place where it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.endpoint = make_rest(a_send("rest", self.address, ask="/in?id={id}"), b"")
