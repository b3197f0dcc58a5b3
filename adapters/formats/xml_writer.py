"""A tree to XML."""

from __future__ import annotations

from lxml import etree

from adapters.formats.encoding import known
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable


class XmlWriter:
    """Children named "@x" become attributes, "#text" the text, a node's namespace its own.

    namespace: of every element that names none, for partners with one namespace.
    """

    options = frozenset({"encoding", "namespace", "declaration", "indent"})

    def check(self, options: dict[str, str]) -> None:
        self.write(Node("root"), options)

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        try:
            root = _element(tree, None, options.get("namespace", ""))
        except ValueError as error:
            raise Unreadable(
                f"{tree.name} cannot be written as XML: {error}", cause="xml.unwritable"
            ) from error
        if choice(options, "indent", ("no", "yes")) == "yes":
            etree.indent(root)
        declaration = choice(options, "declaration", ("yes", "no")) == "yes"
        encoding = known(options.get("encoding", "utf-8"), "xml")
        return bytes(etree.tostring(root, encoding=encoding, xml_declaration=declaration))


def _element(node: Node, parent: etree._Element | None, namespace: str) -> etree._Element:
    namespace = node.namespace or namespace
    tag = f"{{{namespace}}}{node.name}" if namespace else node.name
    if parent is None:
        element = etree.Element(tag, nsmap={None: namespace} if namespace else None)
    else:
        element = etree.SubElement(parent, tag)
    element.text = node.value
    for child in node.children:
        if child.name.startswith("@"):
            element.set(child.name[1:], child.value or "")
        elif child.name == "#text":
            element.text = child.value
        else:
            _element(child, element, namespace)
    return element
