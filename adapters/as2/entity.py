"""MIME as signatures see it: bytes, of which none may change; headers are looked at, never written anew."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import NamedTuple

from core.kernel.errors import FAULTS, Unreadable

HEADER_BYTES_MAX = 64 * 1024
PARTS_MAX = 50
BOUNDARY_MAX = 200
_BLANK = re.compile(rb"\r?\n\r?\n")
_BARE = re.compile(rb"\r?\n")


class Entity(NamedTuple):
    """A body and what its headers say of it; raw: header and body as they came, over which is signed."""

    raw: bytes
    header: Message
    body: bytes

    @property
    def media(self) -> str:
        return self.header.get_content_type().lower()

    def word(self, name: str) -> str:
        """A parameter of its Content-Type, "" where it has none."""
        try:
            found = self.header.get_param(name)
        except FAULTS:
            return ""
        return found[2] if isinstance(found, tuple) else str(found or "")

    def decoded(self) -> bytes:
        """Its body without a transfer encoding. Unreadable for one that is none."""
        coding = str(self.header.get("content-transfer-encoding") or "binary").strip().lower()
        if coding in ("binary", "8bit", "7bit", ""):
            return self.body
        try:
            if coding == "base64":
                return base64.b64decode(b"".join(self.body.split()), validate=True)
            if coding == "quoted-printable":
                return quopri.decodestring(self.body)
        except (binascii.Error, ValueError) as error:
            raise Unreadable(f"its {coding} is none: {error}", cause="as2.mime") from error
        raise Unreadable("its transfer encoding is not known", cause="as2.mime")

    def file_name(self) -> str:
        """As its sender calls it."""
        try:
            return str(self.header.get_filename() or "")[:200]
        except FAULTS:
            return ""


def read_entity(raw: bytes) -> Entity:
    """Header, a blank line, body. Unreadable where there is no such."""
    if raw.startswith((b"\r\n", b"\n")):
        at, end = 0, 2 if raw.startswith(b"\r\n") else 1
    else:
        found = _BLANK.search(raw, 0, HEADER_BYTES_MAX)
        if found is None:
            raise Unreadable("it has no header that ends", cause="as2.mime")
        at, end = found.start(), found.end()
    return Entity(raw, _header(raw[:at]), raw[end:])


def of_request(headers: Mapping[str, str], body: bytes) -> Entity:
    """The entity that an HTTP message is."""
    names = ("content-type", "content-transfer-encoding", "content-disposition")
    lines = [f"{name}: {headers[name]}" for name in names if name in headers]
    header = "\r\n".join(lines).encode("latin-1", "replace")
    return Entity(header + b"\r\n\r\n" + body, _header(header), body)


def parts_of(entity: Entity) -> list[Entity]:
    """The parts of a multipart, byte for byte as they stand between its boundaries."""
    boundary = entity.word("boundary").encode("latin-1", "replace")
    if not 1 <= len(boundary) <= BOUNDARY_MAX:
        raise Unreadable("its multipart has no boundary", cause="as2.mime")
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    found: list[Entity] = []
    begin = -1
    for mark in line.finditer(entity.body):
        if begin >= 0:
            found.append(read_entity(entity.body[begin : mark.start()]))
        if mark[1] or len(found) > PARTS_MAX:
            break
        end = _BARE.match(entity.body, mark.end())
        begin = end.end() if end else len(entity.body)
    else:
        raise Unreadable("its multipart does not end", cause="as2.mime")
    return found


def made(headers: Mapping[str, str], body: bytes) -> bytes:
    """An entity of ours."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii") + b"\r\n" + body


def multipart(kind: str, boundary: str, *parts: bytes) -> tuple[str, bytes]:
    """Its Content-Type and its body."""
    mark = f"--{boundary}".encode("ascii")
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return f'{kind}; boundary="{boundary}"', body


def base64_lines(data: bytes) -> bytes:
    """As MIME writes it, without a line's end behind the last."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n").removesuffix(b"\r\n")


def _header(lines: bytes) -> Message:
    try:
        return BytesHeaderParser(policy=compat32).parsebytes(lines + b"\r\n\r\n")
    except FAULTS as error:
        raise Unreadable(f"its header cannot be read: {error}", cause="as2.mime") from error
