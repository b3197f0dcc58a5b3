"""A tree to XML."""

from __future__ import annotations

from lxml import etree

from adapters.formats.encoding import known
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable


class XmlWriter:
    """Children named "@x" become attributes, "#text" the text, a list repeats its name.

    doctype: a system id that some ask for, such as cXML.
    namespace: of every name without prefix. namespaces: prefix=URI, for names written prefix:name.
    """

    options = frozenset({"encoding", "namespace", "namespaces", "declaration", "indent", "doctype"})

    def check(self, options: dict[str, str]) -> None:
        self.write(Node("root"), options)

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        names = _Names(options)
        try:
            root = names.element(tree, None)
        except ValueError as error:
            raise Unreadable(
                f"{tree.name} cannot be written as XML: {error}", cause="xml.unwritable"
            ) from error
        if choice(options, "indent", ("no", "yes")) == "yes":
            etree.indent(root)
        declaration = choice(options, "declaration", ("yes", "no")) == "yes"
        encoding = known(options.get("encoding", "utf-8"), "xml")
        doctype = _doctype(tree.name, options.get("doctype", ""))
        return bytes(etree.tostring(root, encoding=encoding, xml_declaration=declaration, doctype=doctype))


def _doctype(root: str, system_id: str) -> str | None:
    if any(sign in system_id for sign in "\"'<>[]"):
        raise Unreadable(f"doctype is {system_id!r}; give a system id alone", cause="format.option")
    return f'<!DOCTYPE {root} SYSTEM "{system_id}">' if system_id else None


class _Names:
    """How names become qualified names."""

    def __init__(self, options: dict[str, str]) -> None:
        self.map: dict[str | None, str] = {}
        if options.get("namespace"):
            self.map[None] = options["namespace"]
        for entry in options["namespaces"].split("\n") if "namespaces" in options else ():
            prefix, equals, uri = entry.partition("=")
            if not (prefix and equals and uri):
                raise Unreadable(f"{entry!r} is no prefix=URI", cause="format.option")
            self.map[prefix] = uri

    def element(self, node: Node, parent: etree._Element | None) -> etree._Element:
        tag = self._qualified(node.name, self.map.get(None))
        element = etree.Element(tag, nsmap=self.map) if parent is None else etree.SubElement(parent, tag)
        element.text = node.value
        for child in node.children:
            self._child(child, element)
        return element

    def _child(self, child: Node, element: etree._Element) -> None:
        if child.kind == "list":
            for item in child.children:
                self._child(Node(child.name, item.value, item.children, item.at, item.kind), element)
        elif child.name.startswith("@"):
            element.set(self._qualified(child.name[1:], None), child.value or "")
        elif child.name == "#text":
            element.text = child.value
        else:
            self.element(child, element)

    def _qualified(self, name: str, default: str | None) -> str:
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return f"{{{default}}}{name}" if default else name
        if prefix not in self.map:
            raise Unreadable(f"{name}: no namespace is given for {prefix}", cause="xml.unwritable")
        return f"{{{self.map[prefix]}}}{local}"
