"""A partner's service as its kept WSDL describes it: its operations, and the messages that call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from lxml import etree

from adapters.formats.xml import parsed
from adapters.soap.kept import Kept
from adapters.soap.overloads import on_the_wire, told_apart
from adapters.soap.schema_check import Schemas
from core.kernel.errors import Refused, Unreadable

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
# What the library raises for a WSDL that it cannot make sense of, and for values that fit no message.
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip


class Operation(NamedTuple):
    """One operation as a person reads it."""

    name: str
    port: str
    soap: str
    style: str
    action: str
    takes: str
    answers: str


class Called(NamedTuple):
    """A message ready to leave."""

    envelope: etree._Element
    headers: dict[str, str]

    @property
    def content(self) -> bytes:
        return bytes(etree.tostring(self.envelope, encoding="utf-8", xml_declaration=True))


class Service:
    """The ports and operations of one WSDL. Raises Refused where nothing can be made of it."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._document = _loaded(kept)
        self._schemas = Schemas(kept)

    def operations(self) -> list[Operation]:
        """Of all ports that speak SOAP, in the WSDL's order."""
        found = []
        for port_name, port in self._ports():
            for name, operation in sorted(port.binding.all().items()):
                found.append(
                    Operation(
                        name=name,
                        port=port_name,
                        soap="1.2" if _is_12(port.binding) else "1.1",
                        style=_style(operation),
                        action=operation.soapaction or "",
                        takes=_signature(operation.input, as_output=False),
                        answers=_signature(operation.output, as_output=True),
                    )
                )
        return found

    @property
    def unchecked(self) -> str:
        """Why its messages are not held against schemas, "" where they are."""
        return self._schemas.why_not

    def require(self, name: str, *, port: str = "") -> None:
        """Raises Refused where there is no such operation."""
        self._binding(name, port)

    def call(
        self,
        name: str,
        values: Mapping[str, Any],
        *,
        port: str = "",
        headers: Mapping[str, Any] | None = None,
    ) -> Called:
        """The message that calls an operation; Refused says which value fits no part of it."""
        binding = self._binding(name, port)
        said = dict(values)
        if headers is not None:
            said["_soapheaders"] = dict(headers)
        try:
            operation = binding.get(name)
            serialized = operation.create(**said)
            binding._set_http_headers(serialized, operation)
        except _library_faults() as error:
            raise Refused(f"{name} cannot be called so: {error}", cause="soap.message") from error
        envelope = serialized.content
        if operation.style == "rpc":
            self._as_on_the_wire(envelope, name)
            for wrapper in envelope[-1]:
                self._schemas.require_parts(wrapper, _types(operation))
        else:
            self._schemas.require_valid(envelope)
        return Called(envelope, {str(key): str(value) for key, value in serialized.headers.items()})

    def answer(self, name: str, content: bytes, *, port: str = "") -> Any:
        """What came back, as plain values: references followed, types as the WSDL says."""
        from zeep.helpers import serialize_object

        root = parsed(content, {})
        try:
            return serialize_object(self._binding(name, port).get(name).process_reply(root), dict)
        except _library_faults() as error:
            raise Unreadable(f"the answer is none of {name}: {error}", cause="soap.answer") from error

    @staticmethod
    def _as_on_the_wire(envelope: etree._Element, name: str) -> None:
        """Of rpc the operation's name stands in the message."""
        for wrapper in envelope[-1]:
            qualified = etree.QName(wrapper)
            if qualified.localname == name:
                wrapper.tag = etree.QName(qualified.namespace, on_the_wire(name)).text

    def _ports(self) -> list[tuple[str, Any]]:
        """Only those that speak SOAP: a WSDL may describe HTTP GET beside it."""
        from zeep.wsdl.bindings.soap import SoapBinding

        return [
            (name, port)
            for service in self._document.services.values()
            for name, port in service.ports.items()
            if isinstance(port.binding, SoapBinding)
        ]

    def _binding(self, operation: str, port: str) -> Any:
        ports = [(name, one) for name, one in self._ports() if port in ("", name)]
        if not ports:
            known = ", ".join(name for name, _ in self._ports()) or "none"
            raise Refused(
                f"the WSDL has no port {port!r} that speaks SOAP; there are {known}", cause="soap.port"
            )
        for _, one in ports:
            if operation in one.binding.all():
                return one.binding
        known = ", ".join(sorted({name for _, one in ports for name in one.binding.all()}))[:1000]
        raise Refused(f"the WSDL has no operation {operation!r}; there are {known}", cause="soap.operation")


class KeptTransport:
    """Stands where the library would open a socket: it gives what is in the copy, and nothing else."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def load(self, url: str) -> bytes:
        root = parsed(self._kept.text(url), {})
        told_apart(root)
        return bytes(etree.tostring(root))


def values_of(payload: bytes) -> dict[str, Any]:
    """What a mapping wrote as JSON: numbers exact, objects by the names of the WSDL's parts."""
    from decimal import Decimal

    try:
        said = msgspec.json.Decoder(float_hook=Decimal).decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"the values of a SOAP call are JSON: {error}", cause="soap.values") from error
    if not isinstance(said, dict):
        raise Refused("the values of a SOAP call are an object of parts", cause="soap.values")
    return said


def _loaded(kept: Kept) -> Any:
    from zeep import Settings
    from zeep.wsdl import Document

    settings = Settings(
        strict=True, forbid_dtd=True, forbid_entities=True, xml_huge_tree=False, force_https=False
    )
    try:
        return Document(kept.root, KeptTransport(kept), settings=settings)
    except _library_faults() as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:500]
        raise Refused(f"the WSDL cannot be made sense of: {said}", cause="wsdl.unreadable") from error


def _library_faults() -> tuple[type[Exception], ...]:
    from zeep.exceptions import Error

    return (*_FAULTS, Error, etree.LxmlError)


def _is_12(binding: Any) -> bool:
    from zeep.wsdl.bindings.soap import Soap12Binding

    return isinstance(binding, Soap12Binding)


def _style(operation: Any) -> str:
    return str(operation.style)


def _types(operation: Any) -> dict[str, str]:
    """The types of the parts, by their names."""
    parts = operation.input.abstract.parts
    return {name: part.type.qname.text for name, part in parts.items() if part.type is not None}


def _signature(message: Any, *, as_output: bool) -> str:
    if message is None:
        return ""
    try:
        return str(message.signature(as_output=as_output) or "")
    except _FAULTS:
        # The library writes no words for some types that it can send all the same.
        return "…"
