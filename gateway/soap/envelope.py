"""Envelopes: one taken apart, and what we answer put into one."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from adapters.formats.xml import parsed
from core.kernel.errors import Unreadable
from gateway.soap.faults import Said, SoapFault, wrong
from gateway.soap.words import MEDIA, OURS, SOAP_11, SOAP_12, WSSE

# More than any document that is worth an envelope: larger ones are attached, where they are streamed.
ENVELOPE_BYTES_MAX = 12 * 1024 * 1024
ELEMENTS_MAX = 500_000
# Roles in which we are meant, beside none at all: whoever comes next, and who it is for in the end.
_FOR_US = {
    "", "http://schemas.xmlsoap.org/soap/actor/next",
    f"{SOAP_12}/role/next", f"{SOAP_12}/role/ultimateReceiver",
}  # fmt: skip
_YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class Envelope:
    """soap: the namespace, which is the version. security: that header, if any. said: the body's one."""

    soap: str
    root: etree._Element
    body: etree._Element
    security: etree._Element | None
    said: etree._Element


def open_envelope(payload: bytes, charset: str) -> Envelope:
    """Raises SoapFault for what is no envelope of either version. charset: what HTTP says, "" = nothing."""
    root = _root(payload, charset)
    name = etree.QName(root)
    if name.localname != "Envelope":
        raise wrong("no_envelope", f"the root is {name.text}; send a SOAP envelope", "/")
    if name.namespace not in MEDIA:
        said = Said("soap.version", "/", f"{name.namespace} is neither SOAP 1.1 nor 1.2")
        raise SoapFault("not_taken", said, code="VersionMismatch")
    soap = name.namespace or ""
    body, headers = _parts(root, soap)
    security = [one for one in headers if one.tag == f"{{{WSSE}}}Security" and _is_for_us(one, soap)]
    if len(security) > 1:
        raise wrong("security_twice", "two Security headers are for us; send one", "/Envelope/Header")
    _require_understood(headers, soap)
    if len(body) != 1:
        found = f"{len(body)} elements" if len(body) else "nothing"
        raise wrong("body", f"the body holds {found}; it holds one operation", "/Envelope/Body")
    return Envelope(soap, root, body, security[0] if security else None, body[0])


def version_of(payload: bytes) -> str:
    """The version a broken request meant, so that its fault can be read: 1.1 where nothing says 1.2."""
    return SOAP_12 if SOAP_12.encode() in payload[:4096] else SOAP_11


def sealed(soap: str, content: etree._Element, headers: list[etree._Element] | None = None) -> bytes:
    """An envelope around what we say, as bytes."""
    return written(envelope_of(soap, content, headers))


def written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def envelope_of(
    soap: str, content: etree._Element, headers: list[etree._Element] | None = None
) -> etree._Element:
    """An envelope around what we say."""
    root = etree.Element(f"{{{soap}}}Envelope", nsmap={"soap": soap})
    if headers:
        etree.SubElement(root, f"{{{soap}}}Header").extend(headers)
    etree.SubElement(root, f"{{{soap}}}Body").append(content)
    return root


def not_understood(names: list[str]) -> list[etree._Element]:
    """SOAP 1.2 names the headers that were not understood by headers of its own."""
    found = []
    for name in names:
        qualified = etree.QName(name)
        element = etree.Element(f"{{{SOAP_12}}}NotUnderstood", nsmap={"h": qualified.namespace or OURS})
        element.set("qname", f"h:{qualified.localname}")
        found.append(element)
    return found


def _root(payload: bytes, charset: str) -> etree._Element:
    if len(payload) > ENVELOPE_BYTES_MAX:
        raise wrong("too_large", f"an envelope has at most {ENVELOPE_BYTES_MAX} bytes; attach it", status=413)
    if payload.count(b"<") > 2 * ELEMENTS_MAX:
        raise wrong("too_many", f"an envelope has at most {ELEMENTS_MAX} elements; attach it", status=413)
    try:
        return parsed(payload, {"encoding": charset} if charset else {})
    except Unreadable as error:
        raise SoapFault("not_taken", Said(error.cause, error.place, error.text)) from error


def _parts(root: etree._Element, soap: str) -> tuple[etree._Element, list[etree._Element]]:
    """(the body, the header blocks); a header stands before the body, and nothing else beside them."""
    header, body = f"{{{soap}}}Header", f"{{{soap}}}Body"
    tags = [one.tag for one in root]
    if tags not in ([body], [header, body]):
        named = ", ".join(str(tag) for tag in tags) or "nothing"
        raise wrong(
            "parts", f"the envelope holds {named[:200]}; it holds a Header at most, then a Body", "/Envelope"
        )
    return root[-1], list(root[0]) if len(tags) == 2 else []


def _require_understood(headers: list[etree._Element], soap: str) -> None:
    strange = [
        str(one.tag)
        for one in headers
        if one.get(f"{{{soap}}}mustUnderstand", "").strip() in _YES
        and one.tag != f"{{{WSSE}}}Security"
        and _is_for_us(one, soap)
    ]
    if strange:
        named = ", ".join(strange)[:500]
        said = Said("soap.must_understand", "/Envelope/Header", f"this door does not understand {named}")
        fault = SoapFault("not_taken", said, code="MustUnderstand")
        fault.misunderstood = strange
        raise fault


def _is_for_us(header: etree._Element, soap: str) -> bool:
    role = header.get(f"{{{soap}}}actor") if soap == SOAP_11 else header.get(f"{{{soap}}}role")
    return (role or "").strip() in _FOR_US
