"""What a WSDL or a schema refers to, and where that may lie: never elsewhere on this machine or a network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from core.kernel.errors import Refused

WSDL = "http://schemas.xmlsoap.org/wsdl/"
XSD = "http://www.w3.org/2001/XMLSchema"
_PLACES = {
    f"{{{WSDL}}}import": "location",
    f"{{{XSD}}}import": "schemaLocation",
    f"{{{XSD}}}include": "schemaLocation",
    f"{{{XSD}}}redefine": "schemaLocation",
}


class Reference(NamedTuple):
    """One import: the element, the attribute it stands in, and what stands there."""

    element: etree._Element
    attribute: str
    location: str


def references(root: etree._Element) -> Iterator[Reference]:
    """Every import with a location; one without names a schema that is known otherwise."""
    for element in root.iter(*_PLACES):
        attribute = _PLACES[str(element.tag)]
        location = (element.get(attribute) or "").strip()
        if location:
            yield Reference(element, attribute, location)


def require_harmless(location: str, *, of: str) -> None:
    """Raises Refused, with the import's name, for what no copy can stand for."""
    try:
        parts = urlsplit(location)
        host = parts.hostname or ""
    except ValueError as error:
        raise Refused(f"{of} imports {location[:300]!r}: {error}", cause="wsdl.import") from error
    if parts.scheme not in ("", "http", "https", "urn"):
        raise Refused(
            f"{of} imports {location[:300]!r}: a WSDL that refers to {parts.scheme}: is not taken;"
            " have its imports relative",
            cause="wsdl.import",
            place=location[:300],
        )
    if _is_link_local(host):
        raise Refused(
            f"{of} imports {location[:300]!r}: an address of this machine's own network is not taken",
            cause="wsdl.import",
            place=location[:300],
        )
    if location.lower().endswith(".dtd"):
        raise Refused(f"{of} imports the DTD {location[:300]!r}", cause="wsdl.dtd", place=location[:300])


def _is_link_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_link_local
    except ValueError:
        return False
