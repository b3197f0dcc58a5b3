"""XML to a tree: no DOCTYPE, no entity, nothing fetched; the parser sees only what our scan let through."""

from __future__ import annotations

import re

from lxml import etree

from adapters.formats.encoding import bounded, decoded, known, limit, marked
from adapters.formats.options import choice
from adapters.formats.xml_records import Records
from adapters.formats.xml_records import names as _names
from adapters.formats.xml_writer import XmlWriter
from core.hub.node import At, Node
from core.hub.rows import Row
from core.kernel.errors import Unreadable

DEPTH_MAX = 100
NODES_MAX = 2_000_000

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")
_MISC = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
# A name and at most an external id, which nobody follows; an internal subset is never bare.
_BARE = re.compile(
    r"<!DOCTYPE\s+[^\s<>\[\]\"']+"
    r"(?:\s+(?:SYSTEM\s+(?:\"[^\"]*\"|'[^']*')|PUBLIC\s+(?:\"[^\"]*\"|'[^']*')(?:\s+(?:\"[^\"]*\"|'[^']*'))?))?"
    r"\s*>"
)


class XmlReader:
    """Attributes are children named "@name"; a place is a path with positions, and the line."""

    options = frozenset({"encoding", "bytes_max", "depth_max", "nodes_max", "bare_doctype"})

    def check(self, options: dict[str, str]) -> None:
        bounded(b"", options, "xml")
        known(options.get("encoding", "utf-8"), "xml")
        choice(options, "bare_doctype", ("refuse", "allow"))
        _Walk(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        return _Walk(options).tree(parsed(payload, options, huge=True))


def parsed(payload: bytes, options: dict[str, str], *, huge: bool = False) -> etree._Element:
    """The root as the parser gives it, for what must be checked or written again rather than mapped.

    huge: texts of many megabytes and great depth come through; who asks for it bounds the depth.
    """
    bounded(payload, options, "xml")
    return _parsed(_without_doctype(_text(payload, options), options), huge=huge)


READER = XmlReader()
WRITER = XmlWriter()


def _text(payload: bytes, options: dict[str, str]) -> str:
    """The text by mark, by declaration or by option, in this order; without the XML declaration."""
    name = marked(payload) or _unmarked_utf16(payload) or options.get("encoding", "")
    if not name:
        found = _DECLARED.match(payload.lstrip()[:300])
        name = found[1].decode() if found else "utf-8"
    text = decoded(payload, known(name, "xml"), "xml")
    declaration = _DECLARATION.match(text)
    return " " * declaration.end() + text[declaration.end() :] if declaration else text


def _unmarked_utf16(payload: bytes) -> str:
    if payload.startswith("<".encode("utf-16-le")):
        return "utf-16-le"
    return "utf-16-be" if payload.startswith("<".encode("utf-16-be")) else ""


def _without_doctype(text: str, options: dict[str, str]) -> str:
    """The text as the parser may see it; lines keep their numbers."""
    position = 0
    while misc := _MISC.match(text, position):
        position = misc.end()
    if not _DOCTYPE.match(text, position):
        return text
    line = text.count("\n", 0, position) + 1
    bare = _BARE.match(text, position)
    if bare is None or choice(options, "bare_doctype", ("refuse", "allow")) == "refuse":
        raise Unreadable(
            f"line {line} begins a DOCTYPE, which is not read here; send it without",
            cause="xml.doctype",
            place=f"line {line}",
        )
    return text[:position] + "\n" * bare[0].count("\n") + text[bare.end() :]


def _parsed(text: str, *, huge: bool) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        # An attached PDF is one text of many megabytes; without a DOCTYPE there is no entity that could grow.
        huge_tree=huge,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise Unreadable(
            f"it is no well-formed XML: {error.msg}",
            cause="xml.malformed",
            place=f"line {line} column {column}",
        ) from error


def _attribute(key: str, text: str, at: At) -> Node:
    namespace, name = _names(key)
    return Node("@" + name, text, (), at, "", namespace)


class _Walk:
    """One pass over a parsed document."""

    def __init__(self, options: dict[str, str]) -> None:
        self.depth_max = limit(options, "depth_max", DEPTH_MAX)
        self.nodes_max = limit(options, "nodes_max", NODES_MAX)
        self.nodes = 0
        self._records = Records()

    def tree(self, root: etree._Element) -> Node:
        if root.getroottree().docinfo.doctype:
            raise Unreadable("it has a DOCTYPE, which is not read here", cause="xml.doctype", place="line 1")
        return self._node(root, "", 1, 0)

    def _node(self, element: etree._Element, above: str, nth: int, depth: int) -> Node:
        namespace, name = _names(str(element.tag))
        line = element.sourceline or 0
        found = [
            _attribute(key, text, ("%s/%s[%d]/@%s line %d", above, name, nth, key, line))
            for key, text in element.items()
        ]
        text = element.text
        if len(element):
            here = f"{above}/{name}[{nth}]"
            self._bound(here, line, depth, len(element))
            tails = self._children(element, found, here, depth + 1)
            text = (text or "") + tails
            text = None if not text or text.isspace() else text
        return Node(name, text, tuple(found), ("%s/%s[%d] line %d", above, name, nth, line), "", namespace)

    def _children(self, element: etree._Element, found: list[Node], here: str, depth: int) -> str:
        """Puts the children's nodes behind those found already; gives back the text between them."""
        counts: dict[str, int] = {}
        tails = ""
        for child in element:
            tag = str(child.tag)
            counts[tag] = nth = counts.get(tag, 0) + 1
            if len(child) or child.keys():
                found.append(
                    self._record(child, tag, here, nth, depth) or self._node(child, here, nth, depth)
                )
            else:
                namespace, name = _names(tag)
                at = ("%s/%s[%d] line %d", here, name, nth, child.sourceline or 0)
                found.append(Node(name, child.text, (), at, "", namespace))
            tail = child.tail
            if tail and not tail.isspace():
                tails += tail
        return tails

    def _record(self, element: etree._Element, tag: str, above: str, nth: int, depth: int) -> Row | None:
        """One of many alike with nothing but texts in it, None if it is another."""
        record = self._records.record(element, tag, above, nth) if nth > 1 else None
        if record is not None:
            self.nodes += len(element)
            if depth >= self.depth_max or self.nodes > self.nodes_max:
                self._bound(f"{above}/{record.name}[{nth}]", element.sourceline or 0, depth, 0)
        return record

    def _bound(self, here: str, line: int, depth: int, more: int) -> None:
        self.nodes += more
        if depth >= self.depth_max or self.nodes > self.nodes_max:
            too_deep = depth >= self.depth_max
            raise Unreadable(
                f"it is nested over {self.depth_max} deep" if too_deep
                else f"it holds over {self.nodes_max} elements; send it in parts",
                cause="xml.too_deep" if too_deep else "xml.too_many",
                place=f"{here} line {line}",
            )  # fmt: skip
