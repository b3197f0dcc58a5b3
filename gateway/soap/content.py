"""What is handed in: inside the envelope, as an attachment, or as an element of ours."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from typing import IO, NamedTuple
from urllib.parse import unquote

from lxml import etree
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool

from core.hub.deliveries import Delivery
from core.hub.ports import Blobs
from gateway.soap.faults import wrong
from gateway.soap.packages import Package, other_parts
from gateway.soap.taking import element_document, text_document
from gateway.soap.words import XOP, ours

PIECE_BYTES = 1024 * 1024
# Content that is an element of ours, and the source it is of where the partner names none.
ELEMENTS = {"SubmitApplication": "applications", "WarehouseOperation": "warehouse"}


class Said(NamedTuple):
    """An operation of a partner. include: the id of the attachment that its content names, "" = none."""

    partner: str
    operation: str
    element: etree._Element
    include: str


class Attached(NamedTuple):
    """What comes behind the envelope; package: None where nothing can."""

    package: Package | None
    pieces: AsyncIterator[bytes]


async def delivery_of(said: Said, attached: Attached, blobs: Blobs, *, bytes_max: int) -> Delivery:
    """Reads the attachment, if there is one. Raises SoapFault for what is not there, or too large."""
    if said.operation in ELEMENTS:
        return element_document(said.partner, said.element, ELEMENTS[said.operation])
    if not said.include:
        return text_document(said.partner, said.element, _inside(said.element, bytes_max))
    package = attached.package
    if package is None:
        raise wrong("include", "the content names an attachment, but nothing is attached", "content")
    await other_parts(attached.pieces, package)
    found = [part for part in package.parts[1:] if part.id == said.include]
    if len(found) != 1:
        raise wrong("include", f"{len(found)} attachments have the id {said.include[:200]!r}", "content")
    name, size = await run_in_threadpool(blobs.keep, _pieces(found[0].file))
    return replace(text_document(said.partner, said.element, b""), blob=name, size=size)


def take_include(said: etree._Element) -> str:
    """The id of the attachment, taken out so that the schema sees base64; "" = none."""
    content = said.find(ours("content"))
    if content is None or len(content) != 1 or content[0].tag != f"{{{XOP}}}Include":
        return ""
    href = content[0].get("href", "")
    if not href.startswith("cid:"):
        raise wrong("include", f"{href[:200]!r} is no attachment; write cid: and its id", "content")
    content.remove(content[0])
    return unquote(href.removeprefix("cid:"))


def _inside(said: etree._Element, bytes_max: int) -> bytes:
    text = said.find(ours("text"))
    payload = (
        (text.text or "").encode() if text is not None else _decoded(said.findtext(ours("content")) or "")
    )
    if len(payload) > bytes_max:
        raise wrong("too_large", f"a document has at most {bytes_max} bytes here", "content", status=413)
    return payload


def _decoded(written: str) -> bytes:
    """The schema library passes over signs that are no base64, so it is looked at here."""
    try:
        return base64.b64decode("".join(written.split()), validate=True)
    except ValueError as error:  # Of base64, and of what is not ASCII.
        raise wrong("base64", f"the content is no base64: {error}", "content") from error


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        yield piece
