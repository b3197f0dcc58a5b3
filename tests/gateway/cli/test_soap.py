"""`hub soap`: a partner's service is registered, shown, tried and called; sends leave by the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.hub.clients import add_client
from core.hub.digest_access import DigestPassword
from core.hub.outbox import Outgoing
from core.kernel.errors import HubError, Refused
from tests.contracts.soap_partner import SoapPartner, texts, write_wsdl
from tests.gateway.cli.conftest import Office
from tests.gateway.cli.test_audit_of_commands import noted
from tests.hub_world import CONTRACT, SLIPS, slip

SENDS = """
sends:
  - {name: erp, adapter: soap, address: 'ADDRESS', types: [wms.inbound.v1], repeat: safe,
     mapping: out/erp.yaml, timeout_s: 60.0, options: {wsdl: erp, operation: Deliver, key_at: key}}
"""
ERP = """
mapping: 1
writes: {format: json}
takes: wms.inbound.v1
tree:
  name: values
  fields:
    document: inbound_no
    line: {each: lots, fields: {sku: lot_no}}
"""


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[SoapPartner]:
    made = SoapPartner(tmp_path / "theirs")
    yield made
    made.leave()


def _publish(office: Office, partner: SoapPartner) -> None:
    folder = office.home / "mappings" / "wms" / "out"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "erp.yaml").write_text(ERP)
    office.publish(SLIPS, CONTRACT + SENDS.replace("ADDRESS", partner.address))


def test_a_service_is_registered_by_its_wsdl_and_its_operations_are_listed(
    office: Office, tmp_path: Path
) -> None:
    wsdl = str(write_wsdl(tmp_path / "w"))

    assert "no WSDL is registered" in office.done("soap", "list")
    assert "2 files, 1 operations" in office.done("soap", "register", "wms/erp", wsdl, "--by", "li")
    office.done("soap", "register", "wms/erp", wsdl, "--by", "li")

    assert "wms/erp" in office.done("soap", "list")
    said = office.done("soap", "operations", "wms/erp")
    assert all(word in said for word in ("Deliver (SOAP 1.1, document)", "document: xsd:string", "return"))
    assert noted(office) == [("wsdl.registered", "wms/erp")]


def test_what_cannot_be_registered_is_told_and_nothing_is_kept(office: Office, tmp_path: Path) -> None:
    wsdl = write_wsdl(tmp_path / "w")
    (tmp_path / "w" / "types" / "parts.xsd").unlink()

    for words in (("wms/erp", str(wsdl)), ("nobody/erp", str(wsdl)), ("wms/../x", str(wsdl))):
        assert isinstance(office.told("soap", "register", *words, "--by", "li").exception, HubError)
    assert "types/parts.xsd" in str(office.told("soap", "register", "wms/erp", str(wsdl)).exception)
    assert isinstance(office.told("soap", "operations", "wms/erp").exception, Refused)
    assert "no WSDL is registered" in office.done("soap", "list")


def test_a_call_is_tried_dry_and_then_made(office: Office, partner: SoapPartner, tmp_path: Path) -> None:
    office.done("soap", "register", "wms/erp", str(write_wsdl(tmp_path / "w")), "--by", "li")
    _publish(office, partner)
    values = tmp_path / "values.json"
    values.write_text('{"document": "D-1"}')

    dry = office.done("soap", "call", "wms", "erp", str(values), "--dry")
    assert "<ns0:document>D-1</ns0:document>" in dry
    assert partner.envelopes == []

    assert "answered" in office.done("soap", "call", "wms", "erp", str(values), "--by", "li")
    assert texts(partner.envelopes[0], ("document",)) == ["D-1"]
    assert ("soap.called", "wms/erp") in noted(office)


def test_what_is_handled_leaves_by_soap_once_with_our_key(
    office: Office, partner: SoapPartner, tmp_path: Path
) -> None:
    office.done("soap", "register", "wms/erp", str(write_wsdl(tmp_path / "w")), "--by", "li")
    _publish(office, partner)

    office.deliver(slip("in", "IN-1", ("L1", "1"), ("L2", "2")), "k1")
    office.hub.deliverer.run(limit=9)

    [send] = office.hub.store.rows(Outgoing, limit=9)
    assert (send.state, list(partner.by_key)) == ("sent", [send.send_id])
    assert json.loads(partner.took()[0]) == {"document": "IN-1"}
    assert texts(partner.envelopes[0], ("sku",)) == ["L1", "L2"]


def test_a_machine_gets_a_password_for_digests_once_shown(office: Office) -> None:
    with office.hub.store.unit() as unit:
        client_id, _ = add_client(unit, "wms", "erp")

    password = office.done("soap", "password", client_id, "--by", "li").strip()

    kept = office.hub.store.get(DigestPassword, client_id)
    assert kept is not None
    assert password.encode() not in kept.sealed
    assert noted(office) == [("digest_password.given", client_id)]
    assert isinstance(office.told("soap", "password", "nobody").exception, Refused)
