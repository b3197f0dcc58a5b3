"""The WSDL and the schema of this door, and the check of what comes by it."""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from gateway.soap.faults import Said, SoapFault
from gateway.soap.words import OURS, ours

PLACEHOLDER = "ADDRESS"
SAID_MAX = 20
_HERE = Path(__file__).parent
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_PER_THREAD = threading.local()


@cache
def schema_text() -> bytes:
    return (_HERE / "types.xsd").read_bytes()


def wsdl_text(address: str) -> bytes:
    """The WSDL with the address it was asked at."""
    return _wsdl().replace(PLACEHOLDER, escape(address, {'"': "&quot;"})).encode()


def address_of(scheme: str, host: str, fallback: str, path: str) -> str:
    """Where the asker reaches us; what cannot be a host is not repeated."""
    shown = host if _HOST.fullmatch(host) else fallback
    return f"{'https' if scheme == 'https' else 'http'}://{shown}{path}"


def operations() -> tuple[str, ...]:
    """The names of our operations."""
    return ("SubmitDocument", "SubmitApplication", "WarehouseOperation", "QueryStatus", "FetchAnswers")


def require_as_described(said: etree._Element) -> str:
    """The operation's name. Raises SoapFault, with all that is not as the schema says."""
    name = etree.QName(said)
    known = ", ".join(operations())
    if name.localname not in operations():
        raise _not_taken("soap.operation", f"{name.text} is no operation here; there are {known}", said)
    if name.namespace != OURS:
        raise _not_taken("soap.namespace", f"{name.localname} is of {name.namespace}; write {OURS}", said)
    schema = _schema()
    if not schema.validate(said):
        raise SoapFault(
            "not_taken",
            *(
                Said("soap.schema", f"line {one.line} {one.path or ''}".strip(), _shortened(one.message))
                for one in list(schema.error_log)[:SAID_MAX]
            ),
        )
    return name.localname


def _not_taken(code: str, text: str, said: etree._Element) -> SoapFault:
    return SoapFault("not_taken", Said(code, f"line {said.sourceline} /Envelope/Body", text))


def _shortened(message: str) -> str:
    """Of the elements that are ours the namespace goes without saying."""
    return message.replace(f"{{{OURS}}}", "")[:1000]


def _schema() -> etree.XMLSchema:
    """One for each thread: what was wrong stands in the schema itself."""
    schema: etree.XMLSchema | None = getattr(_PER_THREAD, "schema", None)
    if schema is None:
        schema = _PER_THREAD.schema = etree.XMLSchema(etree.fromstring(schema_text()))
    return schema


@cache
def _wsdl() -> str:
    return (_HERE / "service.wsdl").read_text(encoding="utf-8")


def child_text(element: etree._Element, name: str) -> str:
    """The text of one of our children, "" where it is not there."""
    found = element.find(ours(name))
    return (found.text or "") if found is not None else ""
