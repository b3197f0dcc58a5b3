"""Holds a message against the WSDL's own schemas before it leaves: the library sends `qty="abc"` as it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from lxml import etree

from adapters.formats.xml import parsed
from adapters.soap.imports import XSD
from adapters.soap.kept import STANDARD, Kept, standard
from core.kernel.errors import Refused

_SCHEMA = f"{{{XSD}}}schema"
_IMPORT = f"{{{XSD}}}import"
_INCLUDED = (f"{{{XSD}}}include", f"{{{XSD}}}redefine")
SAID_MAX = 5


class Schemas:
    """The schemas of one copy, compiled where that is possible. why_not: else why not, for a person."""

    def __init__(self, kept: Kept) -> None:
        self.why_not = ""
        self._lock = threading.Lock()
        self._parts: dict[tuple[tuple[str, str], ...], etree.XMLSchema | None] = {}
        try:
            self._shelf = _Shelf(kept)
            self._schema: etree.XMLSchema | None = self._shelf.compiled()
        except (etree.LxmlError, Refused) as error:
            self._schema = None
            self.why_not = " ".join(str(error).split())[:300]

    def require_valid(self, envelope: etree._Element) -> None:
        """Raises Refused for content of the body that the schemas know and that is not as they say."""
        if self._schema is None:
            return
        for content in envelope[-1]:
            self._require(self._schema, content)

    def require_parts(self, wrapper: etree._Element, types: Mapping[str, str]) -> None:
        """The same of rpc, where no schema knows the wrapper: each part is held against its type."""
        if self._schema is None and self.why_not:
            return
        schema = self._of_parts(types)
        for part in wrapper if schema is not None else ():
            if schema is not None and part.tag in types:
                self._require(schema, part)

    def _of_parts(self, types: Mapping[str, str]) -> etree.XMLSchema | None:
        """Compiled once for each operation; None for a type that only the encoding of SOAP knows."""
        known = tuple(types.items())
        if known not in self._parts:
            try:
                self._parts[known] = self._shelf.of_parts(types)
            except etree.LxmlError:
                self._parts[known] = None
        return self._parts[known]

    def _require(self, schema: etree.XMLSchema, content: etree._Element) -> None:
        with self._lock:
            if schema.validate(content):
                return
            errors = list(schema.error_log)
        said = "; ".join(f"{one.path or ''} {one.message}".strip() for one in errors[:SAID_MAX])
        raise Refused(f"the message is not as the WSDL says: {said}"[:1000], cause="soap.schema")


class _Shelf:
    """Every schema of the copy by an address of its own, and for each namespace one that holds them all."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._texts: dict[str, bytes] = {}
        self._by_namespace: dict[str, list[str]] = {}
        self._included: set[str] = set()

    def compiled(self) -> etree.XMLSchema | None:
        """None where the WSDL has no schema at all."""
        schemas = [(location, root) for location in self._kept.files for root in self._roots(location)]
        if not schemas:
            return None
        for number, (location, schema) in enumerate(schemas):
            self._by_namespace.setdefault(schema.get("targetNamespace", ""), []).append(
                _name(location, number)
            )
        for number, (location, schema) in enumerate(schemas):
            self._put(_name(location, number), schema)
        for namespace, names in list(self._by_namespace.items()):
            self._texts[_holder(namespace)] = self._holding(namespace, names)
        return self.of_parts({})

    def of_parts(self, types: Mapping[str, str]) -> etree.XMLSchema:
        """With elements of no namespace by these names, each of its type."""
        top = etree.Element(_SCHEMA, nsmap={"xs": XSD})
        for namespace in self._by_namespace:
            if namespace:
                etree.SubElement(top, _IMPORT, namespace=namespace, schemaLocation=_holder(namespace))
        for name, type_ in types.items():
            qualified = etree.QName(type_)
            element = etree.SubElement(top, f"{{{XSD}}}element", nsmap={"of": qualified.namespace or ""})
            element.set("name", name)
            element.set("type", f"of:{qualified.localname}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        parser.resolvers.add(_Resolver(self._texts))
        return etree.XMLSchema(etree.fromstring(etree.tostring(top), parser, base_url="kept:top"))

    def _roots(self, location: str) -> list[etree._Element]:
        root = parsed(self._kept.text(location), {})
        return [root] if root.tag == _SCHEMA else list(root.iter(_SCHEMA))

    def _put(self, name: str, schema: etree._Element) -> None:
        # Written anew, so that the prefixes it takes from the WSDL around it are its own.
        own = etree.fromstring(etree.tostring(schema, with_tail=False))
        for element in own.iter(_IMPORT):
            namespace = element.get("namespace", "")
            element.attrib.pop("schemaLocation", None)
            if namespace in self._by_namespace or self._standard(namespace):
                element.set("schemaLocation", _holder(namespace))
        for element in own.iter(*_INCLUDED):
            location = element.get("schemaLocation", "")
            self._included.add(location)
            element.set("schemaLocation", f"kept:{location}")
        self._texts[name] = bytes(etree.tostring(own))

    def _standard(self, namespace: str) -> bool:
        text = standard(namespace) if namespace in STANDARD else None
        if text is not None:
            self._texts[_holder(namespace)] = text
        return text is not None

    def _holding(self, namespace: str, names: list[str]) -> bytes:
        holder = etree.Element(_SCHEMA, nsmap={"xs": XSD})
        if namespace:
            holder.set("targetNamespace", namespace)
        for name in names:
            if name.removeprefix("kept:") not in self._included:
                etree.SubElement(holder, f"{{{XSD}}}include", schemaLocation=name)
        return bytes(etree.tostring(holder))


class _Resolver(etree.Resolver):
    """Gives what is on the shelf; anything else is nowhere."""

    def __init__(self, texts: dict[str, bytes]) -> None:
        super().__init__()
        self._texts = texts

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        return self.resolve_string(self._texts.get(system_url or "", b""), context)


def _name(location: str, number: int) -> str:
    """A schema file by its address, so that includes find it; one inside a WSDL by its number."""
    return f"kept:{location}" if location.endswith(".xsd") else f"kept:{location}#{number}"


def _holder(namespace: str) -> str:
    return f"kept:namespace:{namespace}"
