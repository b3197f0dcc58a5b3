"""A partner's machines as a program of its own: a receiver of webhooks and a taker of dropped files.

`partner.py FOLDER SEED FAULTS`: webhooks come to `http://127.0.0.1:PORT/NAME` (it says `receives at PORT`),
files into FOLDER/orders. Each request and each file it took is one line in FOLDER/partner.jsonl, written down
before anything is answered. Of a hundred requests about FAULTS are answered badly, drawn from SEED: with an
error, or not at all; a partner's machine is no better than ours.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

LOOK_S = 0.05
BODY_BYTES_MAX = 4 * 1024 * 1024


class Book:
    """What the partner knows for sure: its own lines."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file = path.open("a", encoding="utf-8")
        self.has: set[tuple[str, str]] = set()

    def write(self, **said: Any) -> None:
        with self._lock:
            self._file.write(json.dumps(said, ensure_ascii=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


class Receiver(ThreadingHTTPServer):
    """Its requests share one book and one chance."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, book: Book, chance: random.Random, faults: float) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.book, self.chance, self.faults = book, chance, faults


class Hook(BaseHTTPRequestHandler):
    """POST takes a message, GET ?id= says whether it was taken."""

    server: Receiver
    timeout = 30

    def do_POST(self) -> None:
        endpoint = urlsplit(self.path).path.strip("/")
        body = self.rfile.read(min(int(self.headers["Content-Length"]), BODY_BYTES_MAX))
        key = self.headers["Idempotency-Key"]
        drawn = self.server.chance.random() * 100
        taken = drawn >= self.server.faults or drawn < self.server.faults / 2
        answer = 200 if drawn >= self.server.faults else 500
        self.server.book.write(
            what="request",
            endpoint=endpoint,
            key=key,
            type=self.headers["Lianqiao-Type"],
            sha256=hashlib.sha256(body).hexdigest(),
            body=body.decode("utf-8", "replace"),
            taken=taken,
            answered=answer,
        )
        if taken:
            self.server.book.has.add((endpoint, key))
        if drawn < self.server.faults / 4:
            self.close_connection = True  # They have it, and nobody hears of it.
            return
        self.send_response(answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = (parts.path.strip("/"), parse_qs(parts.query).get("id", [""])[0])
        self.send_response(200 if asked in self.server.book.has else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """The book says more."""


def take_files(book: Book, folder: Path) -> None:
    """What lies there whole is taken: written down, then moved to the archive, where it can be asked for."""
    waiting = threading.Event()
    while not waiting.wait(LOOK_S):
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.suffix != ".part":
                said = base64.b64encode(path.read_bytes()).decode()
                book.write(what="file", name=path.name, body=said)
                path.rename(folder / "archive" / path.name)


def main(folder: Path, seed: int, faults: float) -> None:
    (folder / "orders" / "archive").mkdir(parents=True, exist_ok=True)
    book = Book(folder / "partner.jsonl")
    receiver = Receiver(book, random.Random(seed), faults)
    print("receives at", receiver.server_address[1], flush=True)
    threading.Thread(target=take_files, args=(book, folder / "orders"), daemon=True).start()
    receiver.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
