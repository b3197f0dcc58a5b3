"""What the push source says to each request: 202 when kept, else why not, and when to come again."""

import contextlib
import hashlib
import hmac
import logging
import secrets
import threading
from datetime import timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec

from front_end_agent.batch import Batch, Item, Mark, StagedFile, discard, document_of
from front_end_agent.clock import as_text
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.files import Reader, stage
from front_end_agent.record import DOCUMENT_BYTES_MAX, UNKNOWN_MEDIA, Document
from front_end_agent.tracing import heard_trace

if TYPE_CHECKING:
    from front_end_agent.sources import Context

log = logging.getLogger(__name__)
RETRY_AFTER_S = 5
KEYS_REMEMBERED = timedelta(hours=24)
KEY_LOCKS = 16
NAME_CHARACTERS_MAX = 255
IDLE_TIMEOUT_S = 30
READ_ON_TIMEOUT_S, READ_ON_BYTES_MAX = 1.0, 1024 * 1024


class Answer(Exception):
    """What the request gets."""

    def __init__(self, status: int, text: str, *, retry: bool = False) -> None:
        super().__init__(text)
        self.status, self.text, self.retry = status, text, retry


class PushDoor:
    """One source's rules; shared by the threads of its requests."""

    def __init__(
        self, source: str, site: str, *, context: "Context", tokens: dict[str, str], size_bytes_max: int
    ) -> None:
        self.source, self.site, self.context = source, site, context
        self.tokens, self.size_bytes_max = tokens, size_bytes_max
        self._key_locks = [threading.Lock() for _ in range(KEY_LOCKS)]

    def take(self, path: str, headers: Message, body: Reader) -> Answer:
        """Keeps the body, or raises the Answer that says why not."""
        if urlsplit(path).path != f"/push/{self.source}":
            raise Answer(404, f"only POST /push/{self.source} is known here")
        device = self._device(headers)
        size = self._size(headers)
        key = headers.get("Idempotency-Key", "")
        if len(key) > NAME_CHARACTERS_MAX:
            raise Answer(400, f"Idempotency-Key is over {NAME_CHARACTERS_MAX} characters")
        document = self._document(headers, key=key, device=device)
        if not key:
            return self._keep(self._item(document, body, size))
        with self._key_locks[hash(key) % KEY_LOCKS]:
            return self._keep(self._item(document, body, size), key=key)

    def _keep(self, item: Item, *, key: str = "") -> Answer:
        digest = item.sha256 if isinstance(item, StagedFile) else hashlib.sha256(item.payload).hexdigest()
        now = self.context.clock.now()
        marks = (Mark(key=key, fingerprint=digest, position=as_text(now)),) if key else ()
        batch = Batch(
            source=self.source, items=(item,), marks=marks, watermark=document_of(item).facts["watermark"],
            forget_before=as_text(now - KEYS_REMEMBERED) if key else None,
        )  # fmt: skip
        before = self.context.ledger.fingerprints(self.source, [key]).get(key) if key else None
        if before is not None:
            discard(batch)
            if before != digest:
                raise Answer(409, f"Idempotency-Key {key} was used for another body")
            return Answer(202, "kept before")
        try:
            self.context.put(batch)
        except SpoolFull as error:
            discard(batch)
            raise Answer(507, str(error), retry=True) from error
        except AgentError as error:
            discard(batch)
            raise Answer(503, str(error), retry=True) from error
        return Answer(202, "kept")

    def _item(self, document: Document, body: Reader, size: int) -> Item:
        if size <= DOCUMENT_BYTES_MAX:
            document.payload = body.read(size)
            if len(document.payload) != size:
                raise Answer(400, f"the body ended after {len(document.payload)} of {size} bytes")
            return document
        try:
            self.context.ledger.room_for(size)
            into = self.context.ledger.staging()
            staged = stage(body, into=into, document=document, size_bytes_max=size)
        except SpoolFull as error:
            raise Answer(507, str(error), retry=True) from error
        except AgentError as error:
            raise Answer(413, str(error)) from error
        if staged.size != size:
            staged.path.unlink(missing_ok=True)
            raise Answer(400, f"the body ended after {staged.size} of {size} bytes")
        return staged

    def _document(self, headers: Message, *, key: str, device: str) -> Document:
        now = as_text(self.context.clock.now())
        name = unquote(headers.get("Document-Name", "")) or key or f"{now}-{secrets.token_hex(4)}"
        if len(name) > NAME_CHARACTERS_MAX:
            raise Answer(400, f"Document-Name is over {NAME_CHARACTERS_MAX} characters")
        facts = {"watermark": now, "encoding": headers.get_content_charset("unknown")}
        if device:
            facts["device"] = device
        trace, state = heard_trace(
            headers.get("traceparent", ""), ",".join(headers.get_all("tracestate", []))
        )
        if state:
            facts["tracestate"] = state
        media = headers.get_content_type() if "Content-Type" in headers else UNKNOWN_MEDIA
        return Document(
            source=self.source, site=self.site, name=name, media=media, seen_at=now, facts=facts, payload=b"",
            trace=trace,
        )  # fmt: skip

    def _device(self, headers: Message) -> str:
        """Whose token it is. Every token is compared, so that the time taken tells nothing."""
        if not self.tokens:
            return ""
        given = headers.get("Authorization", "").encode("utf-8", "replace")
        found = [
            device for device, token in self.tokens.items()
            if hmac.compare_digest(f"Bearer {token}".encode(), given)
        ]  # fmt: skip
        if not found:
            raise Answer(401, "the token is not one of this source's")
        return found[0]

    def _size(self, headers: Message) -> int:
        stated = headers.get("Content-Length", "")
        if not stated.isdigit():
            raise Answer(411, "Content-Length must say how long the body is")
        size = int(stated)
        if size > self.size_bytes_max:
            raise Answer(413, f"{size} bytes are over the {self.size_bytes_max} of this source")
        if size == 0:
            raise Answer(400, "the body is empty")
        return size


class PushHandler(BaseHTTPRequestHandler):
    """HTTP around the door."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_TIMEOUT_S
    disable_nagle_algorithm = True
    server_version, sys_version = "lianqiao-agent", ""

    def do_POST(self) -> None:
        door: PushDoor = self.server.door  # type: ignore[attr-defined]
        stated = self.headers.get("Content-Length", "")
        body = _Limited(self.rfile, int(stated) if stated.isdigit() else 0)
        try:
            answer = door.take(self.path, self.headers, body)
        except Answer as refused:
            answer, self.close_connection = refused, True
            self._read_on(body)
        except TimeoutError:
            answer, self.close_connection = Answer(408, "the body came too slowly"), True
        self._say(answer)

    def _read_on(self, body: "_Limited") -> None:
        """Whoever is still sending would not hear a refusal; so a little more is read and thrown away."""
        self.connection.settimeout(READ_ON_TIMEOUT_S)
        with contextlib.suppress(OSError):
            while body.left and body.given < READ_ON_BYTES_MAX and body.read(64 * 1024):
                pass

    def do_GET(self) -> None:
        self._say(Answer(405, "POST documents here"))

    def log_message(self, format: str, *arguments: Any) -> None:
        log.debug("push: " + format, *arguments)

    def _say(self, answer: Answer) -> None:
        kept = answer.status == 202
        content = msgspec.json.encode({"title": "kept" if kept else "not kept", "detail": answer.text})
        self.send_response(answer.status)
        if answer.retry:
            self.send_header("Retry-After", str(RETRY_AFTER_S))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Type", f"application/{'json' if kept else 'problem+json'}")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Limited:
    """So many bytes of a stream, and no more."""

    def __init__(self, stream: Reader, size: int) -> None:
        self._stream, self.left, self.given = stream, size, 0

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(min(self.left, size))
        self.left -= len(piece)
        self.given += len(piece)
        return piece
