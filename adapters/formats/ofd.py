"""OFD, the Chinese invoice file: the invoice's own XML in it, or what its tags point at on the pages."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from adapters.formats.encoding import bounded, limit
from adapters.formats.xml import READER as XML
from core.hub.node import Node
from core.kernel.errors import Unreadable

UNPACKED_MAX = 32 * 1024 * 1024
PARTS_MAX = 2_000
_TROUBLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)
_ATTACHED = re.compile(r"(?:.*/)?Attachs/(?:.*/)?[^/]+\.xml")
_TAGS = re.compile(r"(?:.*/)?Tags/[^/]+\.xml")
_PAGES = re.compile(r"(?:.*/)?(?:Pages|Tpls)/[^/]+/[^/]+\.xml")
_INVOICES = ("EInvoice", "eInvoice")


class OfdReader:
    """The root is the invoice: EInvoice or eInvoice as attached, else eInvoice made of the tags."""

    options = frozenset({"bytes_max", "unpacked_max"})

    def check(self, options: dict[str, str]) -> None:
        bounded(b"", options, "ofd")
        limit(options, "unpacked_max", UNPACKED_MAX)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        bounded(payload, options, "ofd")
        parts = _unpacked(payload, limit(options, "unpacked_max", UNPACKED_MAX))
        attached = [node for node in _trees(parts, _ATTACHED) if node.name in _INVOICES]
        if len(attached) > 1:
            raise _refused(f"it holds {len(attached)} invoices; send each in a file of its own", "several")
        return attached[0] if attached else _tagged(parts)


READER = OfdReader()


def _unpacked(payload: bytes, unpacked_max: int) -> dict[str, bytes]:
    """The XML that may hold the invoice; pictures, fonts and seals are not even unpacked."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(payload))
        entries = packed.infolist()
        _safe([entry.filename for entry in entries])
        wanted = [
            entry
            for entry in entries
            if any(kind.fullmatch(entry.filename) for kind in (_ATTACHED, _TAGS, _PAGES))
        ]
        size = sum(entry.file_size for entry in wanted)
        if size > unpacked_max:
            raise _refused(
                f"it unpacks to {size} bytes, over {unpacked_max}; send a smaller one", "too_large"
            )
        # zipfile stops at the size an entry tells, so one that lies about it is short and fails its checksum.
        return {entry.filename: packed.read(entry) for entry in wanted}
    except _TROUBLE as error:
        raise _refused(f"it is no whole OFD: {error}; send it again", "malformed") from error


def _safe(names: list[str]) -> None:
    if len(names) > PARTS_MAX or len(set(names)) != len(names):
        raise _refused(f"it holds {len(names)} parts, over {PARTS_MAX} or two of one name", "malformed")
    for name in names:
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise _refused(f"a part is called {name[:80]!r}, which leads out of the file", "path")
    if "OFD.xml" not in names:
        raise _refused("it has no OFD.xml, so it is another kind of zip", "malformed")


def _trees(parts: dict[str, bytes], kind: re.Pattern[str]) -> Iterator[Node]:
    """Those of a kind that are XML; a seal's or a maker's own broken part says nothing of the invoice."""
    for name, content in parts.items():
        if kind.fullmatch(name):
            try:
                yield XML.read(content, {})
            except Unreadable as error:
                if error.cause != "xml.malformed":
                    raise


def _tagged(parts: dict[str, bytes]) -> Node:
    """The tags' tree with each reference replaced by the text of its object."""
    texts: dict[str, str] = {}
    for page in _trees(parts, _PAGES):
        _gather(page, texts)
    for tags in _trees(parts, _TAGS):
        found = _filled(tags, texts)
        if any(child.name == "InvoiceNo" and child.value for child in found.children):
            return Node("eInvoice", None, found.children, found.at)
    raise _refused("it holds no invoice: none is attached, and no tag names one", "no_invoice")


def _gather(node: Node, texts: dict[str, str]) -> None:
    if node.name == "TextObject":
        number = next((child.value or "" for child in node.children if child.name == "@ID"), "")
        texts[number] = "".join(child.value or "" for child in node.children if child.name == "TextCode")
    for child in node.children:
        _gather(child, texts)


def _filled(node: Node, texts: dict[str, str]) -> Node:
    pointed = [child for child in node.children if child.name == "ObjectRef"]
    if pointed:
        text = "".join(texts.get((child.value or "").strip(), "") for child in pointed)
        return Node(node.name, text or None, (), node.at)
    return Node(node.name, node.value, tuple(_filled(child, texts) for child in node.children), node.at)


def _refused(text: str, reason: str) -> Unreadable:
    return Unreadable(text, cause=f"ofd.{reason}", place="file")
