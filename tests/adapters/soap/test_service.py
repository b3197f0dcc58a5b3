"""Old ways of SOAP: rpc, encoded arrays and references, operations of one name; and both versions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from adapters.soap.kept import gather
from adapters.soap.service import Service
from core.kernel.errors import Refused, Unreadable
from tests.contracts.soap_partner import SoapPartner

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
RPC = f"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"
    xmlns:s="http://schemas.xmlsoap.org/wsdl/VERSION/" xmlns:x="http://www.w3.org/2001/XMLSchema"
    xmlns:e="{ENCODING}" xmlns:t="urn:rpc" targetNamespace="urn:rpc">
  <w:types><x:schema targetNamespace="urn:rpc">
    <x:import namespace="{ENCODING}" schemaLocation="{ENCODING}"/>
    <x:complexType name="Line"><x:sequence><x:element name="sku" type="x:string"/>
      <x:element name="qty" type="x:decimal"/></x:sequence></x:complexType>
    <x:complexType name="Lines"><x:complexContent><x:restriction base="e:Array">
      <x:attribute ref="e:arrayType" w:arrayType="t:Line[]"/></x:restriction></x:complexContent>
    </x:complexType>
  </x:schema></w:types>
  <w:message name="ByNo"><w:part name="no" type="x:string"/></w:message>
  <w:message name="ByDay"><w:part name="day" type="x:date"/><w:part name="site" type="x:string"/>
  </w:message>
  <w:message name="Found"><w:part name="lines" type="t:Lines"/></w:message>
  <w:message name="One"><w:part name="line" type="t:Line"/></w:message>
  <w:portType name="Port">
    <w:operation name="Find"><w:input name="FindByNo" message="t:ByNo"/>
      <w:output message="t:Found"/></w:operation>
    <w:operation name="Find"><w:input name="FindByDay" message="t:ByDay"/>
      <w:output message="t:Found"/></w:operation>
    <w:operation name="Put"><w:input message="t:One"/><w:output message="t:Found"/></w:operation>
  </w:portType>
  <w:binding name="Binding" type="t:Port">
    <s:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <w:operation name="Find"><s:operation soapAction="by-day"/><w:input name="FindByDay">BODY</w:input>
      <w:output>BODY</w:output></w:operation>
    <w:operation name="Find"><s:operation soapAction="by-no"/><w:input name="FindByNo">BODY</w:input>
      <w:output>BODY</w:output></w:operation>
    <w:operation name="Put"><s:operation soapAction="put"/><w:input>BODY</w:input>
      <w:output>BODY</w:output></w:operation>
  </w:binding>
  <w:service name="S"><w:port name="P" binding="t:Binding">
    <s:address location="http://nowhere.invalid/"/></w:port>
  </w:service></w:definitions>"""
ENCODED = f'<s:body use="encoded" namespace="urn:rpc" encodingStyle="{ENCODING}"/>'
LITERAL = '<s:body use="literal" namespace="urn:rpc"/>'


def _service(folder: Path, body: str = ENCODED, version: str = "soap") -> Service:
    (folder / "rpc.wsdl").write_text(RPC.replace("BODY", body).replace("VERSION", version))
    return Service(gather(folder / "rpc.wsdl", folder, {}))


@pytest.mark.parametrize("body", [ENCODED, LITERAL], ids=["encoded", "literal"])
def test_operations_of_one_name_are_called_apart_and_leave_by_their_one_name(
    tmp_path: Path, body: str
) -> None:
    service = _service(tmp_path, body)

    by_no = service.call("Find", {"no": "7"})
    by_day = service.call("Find.2", {"day": "2026-11-28", "site": "W1"})

    assert [one.name for one in service.operations()] == ["Find", "Find.2", "Put"]
    for called, action, parts in ((by_no, "by-no", ["7"]), (by_day, "by-day", ["2026-11-28", "W1"])):
        [wrapper] = called.envelope[-1]
        assert wrapper.tag == "{urn:rpc}Find"
        assert [one.text for one in wrapper] == parts
        assert called.headers["SOAPAction"] == f'"{action}"'
    with pytest.raises(Refused, match="day"):
        service.call("Find", {"day": "2026-11-28"})


def test_an_encoded_array_and_its_references_come_back_as_values(tmp_path: Path) -> None:
    answer = f"""<s:Envelope xmlns:s="{SOAP}" xmlns:e="{ENCODING}" xmlns:i="{XSI}" xmlns:t="urn:rpc"><s:Body>
      <t:FindResponse s:encodingStyle="{ENCODING}"><lines i:type="e:Array" e:arrayType="t:Line[2]">
        <item href="#one"/><item i:type="t:Line"><sku>B</sku><qty>2</qty></item></lines></t:FindResponse>
      <multiRef id="one" e:root="0" i:type="t:Line"><sku>A</sku><qty>1.50</qty></multiRef>
    </s:Body></s:Envelope>""".encode()

    found = _service(tmp_path).answer("Find", answer)

    lines = found if isinstance(found, list) else found["_value_1"]
    said = [next(iter(one.values())) if set(one) - {"sku", "qty"} else one for one in lines]
    assert [(one["sku"], one["qty"]) for one in said] == [("A", Decimal("1.50")), ("B", Decimal(2))]


def test_an_operation_of_a_shared_name_reaches_the_service_by_the_contract_alone(tmp_path: Path) -> None:
    file = tmp_path / "rpc.wsdl"
    file.write_text(RPC.replace("BODY", ENCODED).replace("VERSION", "soap"))
    partner = SoapPartner(tmp_path, repeat="never", file=str(file), operation="Find.2", key_at="")

    partner.endpoint.send("n", b'{"day":"2026-11-28","site":"W1"}', {"send-id": "1"})

    [called] = partner.envelopes[0].findall(f"{{{SOAP}}}Body/*")
    assert called.tag == "{urn:rpc}Find"
    assert partner.took() == [b'{"day":"2026-11-28","site":"W1"}']
    assert partner.headers[0]["SOAPAction"] == '"by-day"'
    partner.leave()


def test_an_answer_that_is_none_is_unreadable(tmp_path: Path) -> None:
    service = _service(tmp_path)

    for content in (b"<a/>", b"no xml", b"<!DOCTYPE a><a/>"):
        with pytest.raises(Unreadable):
            service.answer("Find", content)


def test_a_service_of_soap_1_2_gets_its_envelope_and_media_type(tmp_path: Path) -> None:
    service = _service(tmp_path, LITERAL, "soap12")

    called = service.call("Put", {"line": {"sku": "A", "qty": "1.50"}})

    assert etree.QName(called.envelope).namespace == "http://www.w3.org/2003/05/soap-envelope"
    assert called.headers["Content-Type"].startswith("application/soap+xml")
    assert b"<qty>1.50</qty>" in called.content
    assert {one.soap for one in service.operations()} == {"1.2"}


@pytest.mark.parametrize("body", [ENCODED, LITERAL], ids=["encoded", "literal"])
def test_a_value_of_rpc_that_its_type_does_not_allow_never_leaves(tmp_path: Path, body: str) -> None:
    with pytest.raises(Refused):
        _service(tmp_path, body).call("Put", {"line": {"sku": "A", "qty": "ten"}})
