"""A partner's AS2 server: opens what comes, knows a Message-ID again, answers by a receipt, in its moods."""

from __future__ import annotations

import contextlib
import socket
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

from adapters.as2.endpoint import make_endpoint
from adapters.as2.entity import of_request
from adapters.as2.keys import Own
from adapters.as2.packing import mic_text, unpack
from adapters.as2.receipt import Told, make_receipt
from tests.adapters.as2.houses import an_as2_send, house, secret_of, trust

Mood = Literal["calm", "refuses", "busy", "loses_answer", "cuts_before", "garbles"]


class As2Partner:
    """mic, message_id, algorithm, disposition, own (None: unsigned): what its receipts say instead."""

    def __init__(self) -> None:
        partner, self._us, self._them = self, house("us"), house("them")
        self.by_id: dict[str, bytes] = {}
        self.requests: list[dict[str, str]] = []
        self.own: Own | None = self._them
        self.mic, self.message_id, self.algorithm, self.disposition = b"", "", "", "processed"
        self._mood: Mood = "calm"

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                partner.post(self)

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/as2?from=LQ&to=THE%20BANK"
        self.endpoint = make_endpoint(an_as2_send(self.address, self._them), secret_of(self._us))
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def post(self, request: BaseHTTPRequestHandler) -> None:
        if self._mood == "cuts_before":
            request.connection.close()
            return
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(headers)
        if self._mood == "busy":
            request.send_response(503, "No")
            request.end_headers()
            return
        opened = unpack(of_request(headers, body), trust(self._them, self._us))
        if self._mood != "refuses":
            self.by_id.setdefault(headers["message-id"], opened.document)
        if self._mood == "loses_answer":
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        if self._mood == "garbles":
            request.send_response(200)
            request.send_header("Content-Encoding", "gzip")
            request.send_header("Content-Length", "4")
            request.end_headers()
            request.wfile.write(b"junk")
            return
        self._answer(request, headers["message-id"], opened.signed)

    def took(self) -> list[bytes]:
        return list(self.by_id.values())

    def mood(self, mood: Mood) -> None:
        self._mood = mood

    def leave(self) -> None:
        with contextlib.suppress(OSError):
            self.server.shutdown()
            self.server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler, message_id: str, signed: bytes) -> None:
        mic = f"{b64encode(self.mic).decode()}, sha-256" if self.mic else mic_text(signed, "sha256")
        mic = mic.replace("sha-256", self.algorithm) if self.algorithm else mic
        no = "processed/error: authentication-failed"
        told = Told(
            message_id=self.message_id or message_id, ours="THE BANK", mic=mic, words="so it is",
            disposition=no if self._mood == "refuses" else self.disposition,
        )  # fmt: skip
        content_type, body = make_receipt(told, self.own)
        request.send_response(200)
        request.send_header("Content-Type", content_type)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
