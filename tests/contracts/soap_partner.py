"""A partner's web service that really listens, knows a repeat by our key, and has moods."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lxml import etree

from adapters.soap.endpoint import make_endpoint
from adapters.soap.kept import gather
from core.hub.contracts import Send

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OURS = "urn:partner"
WSDL = f"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:t="{OURS}" targetNamespace="{OURS}">
  <w:types><x:schema targetNamespace="{OURS}" elementFormDefault="qualified">
    <x:include schemaLocation="types/parts.xsd"/>
  </x:schema></w:types>
  <w:message name="In"><w:part name="parameters" element="t:Deliver"/></w:message>
  <w:message name="Out"><w:part name="parameters" element="t:DeliverResponse"/></w:message>
  <w:message name="Head"><w:part name="head" element="t:Head"/></w:message>
  <w:portType name="Port"><w:operation name="Deliver">
    <w:input message="t:In"/><w:output message="t:Out"/></w:operation></w:portType>
  <w:binding name="Binding" type="t:Port">
    <s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <w:operation name="Deliver"><s:operation soapAction="urn:deliver"/>
      <w:input><s:body use="literal"/><s:header message="t:Head" part="head" use="literal"/></w:input>
      <w:output><s:body use="literal"/></w:output></w:operation>
  </w:binding>
  <w:service name="Service"><w:port name="Port" binding="t:Binding"><s:address location="http://nowhere.invalid/"/>
  </w:port></w:service>
</w:definitions>"""
PARTS = f"""<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:t="{OURS}" targetNamespace="{OURS}"
    elementFormDefault="qualified">
  <x:element name="Head"><x:complexType><x:sequence><x:element name="token" type="x:string"/></x:sequence>
    </x:complexType></x:element>
  <x:element name="Deliver"><x:complexType><x:sequence>
    <x:element name="key" type="x:string" minOccurs="0"/>
    <x:element name="document" type="x:string"/>
    <x:element name="text" type="x:string" minOccurs="0"/>
    <x:element name="amount" type="x:decimal" minOccurs="0"/>
    <x:element name="line" minOccurs="0" maxOccurs="unbounded"><x:complexType><x:sequence>
      <x:element name="sku" type="x:string"/><x:element name="due" type="x:date" minOccurs="0"/>
    </x:sequence><x:attribute name="no" type="x:int"/></x:complexType></x:element>
  </x:sequence></x:complexType></x:element>
  <x:element name="DeliverResponse"><x:complexType><x:sequence>
    <x:element name="return" type="x:string"/></x:sequence></x:complexType></x:element>
</x:schema>"""


def write_wsdl(folder: Path) -> Path:
    """The WSDL and what it includes, as files."""
    (folder / "types").mkdir(parents=True, exist_ok=True)
    (folder / "types" / "parts.xsd").write_text(PARTS)
    (folder / "service.wsdl").write_text(WSDL)
    return folder / "service.wsdl"


def a_send(address: str, *, repeat: Any = "safe", **options: Any) -> Send:
    return Send(
        name="out",
        adapter="soap",
        address=address,
        types=("t",),
        repeat=repeat,
        timeout_s=60.0,
        options={"wsdl": "service", "operation": "Deliver", "key_at": "key", **options},
    )


class SoapPartner:
    """Takes each key once, as its service promises."""

    def __init__(self, folder: Path, *, repeat: Any = "safe", secret: bytes = b"", **options: Any) -> None:
        partner = self
        self.by_key: dict[str, bytes] = {}
        self.envelopes: list[etree._Element] = []
        self.headers: list[dict[str, str]] = []
        self.answer: tuple[int, bytes] = (200, answering("0"))
        self._mood = "calm"

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                partner.post(self)

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/service"
        wsdl = options.pop("file", "") or write_wsdl(folder)
        self.kept = gather(Path(wsdl), Path(wsdl).parent, {}).encoded()
        self.endpoint = make_endpoint(a_send(self.address, repeat=repeat, **options), secret, self.kept)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def post(self, request: BaseHTTPRequestHandler) -> None:
        if self._mood == "cuts_before":
            request.connection.close()
            return
        root = etree.fromstring(request.rfile.read(int(request.headers["Content-Length"])))
        self.envelopes.append(root)
        self.headers.append(dict(request.headers))
        if self._mood in ("refuses", "busy"):
            said = fault("Client", "no") if self._mood == "refuses" else b""
            self._say(request, 500 if self._mood == "refuses" else 503, said)
            return
        [body] = root.findall(f"{{{SOAP}}}Body/*")
        said_parts = {etree.QName(one).localname: one.text or "" for one in body if len(one) == 0}
        key = said_parts.pop("key", str(len(self.by_key)))
        written = json.dumps(said_parts, ensure_ascii=False, separators=(",", ":")).encode()
        self.by_key.setdefault(key, written)
        if self._mood == "loses_answer":
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        self._say(request, *self.answer)

    def took(self) -> list[bytes]:
        return list(self.by_key.values())

    def mood(self, mood: str) -> None:
        self._mood = mood

    def leave(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def _say(request: BaseHTTPRequestHandler, status: int, content: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Type", "text/xml; charset=utf-8")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)


def answering(text: str) -> bytes:
    """An answer whose `return` is a text."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    response = etree.SubElement(etree.SubElement(root, f"{{{SOAP}}}Body"), f"{{{OURS}}}DeliverResponse")
    etree.SubElement(response, f"{{{OURS}}}return").text = text
    return bytes(etree.tostring(root))


def fault(code: str, text: str, soap: str = SOAP) -> bytes:
    """A fault, in either version."""
    if soap == SOAP:
        said = f"<faultcode>s:{code}</faultcode><faultstring>{text}</faultstring>"
    else:
        said = f"<s:Code><s:Value>s:{code}</s:Value></s:Code><s:Reason><s:Text>{text}</s:Text></s:Reason>"
    return f'<s:Envelope xmlns:s="{soap}"><s:Body><s:Fault>{said}</s:Fault></s:Body></s:Envelope>'.encode()


def texts(root: etree._Element, names: Sequence[str]) -> list[str]:
    """The texts of elements by local name."""
    return [one.text or "" for name in names for one in root.iter(f"{{*}}{name}")]
