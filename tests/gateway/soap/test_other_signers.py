"""A signature that another program made, by the standard alone: xmlsec1."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from lxml import etree

from adapters.wiring.hub import Hub
from gateway.soap.words import (
    DS,
    ECDSA_SHA_256,
    EXCLUSIVE,
    OURS,
    SHA_256,
    SOAP_11,
    SOAP_12,
    WSSE,
    WSU,
    X509_TOKEN,
)
from tests.gateway.soap.asking import Speaker
from tests.gateway.soap.signing import Holder, holder_of
from tests.programs import run
from tests.servers.errors import ServerMissing
from tests.servers.fixtures import do_without
from tests.servers.programs import program

QUERY = f'<q:QueryStatus xmlns:q="{OURS}">\n  <q:id>1/1</q:id>\n</q:QueryStatus>'
PEM = serialization.Encoding.PEM


def _unsigned(holder: Holder, soap: str) -> str:
    """An envelope whose digests and value another program fills in."""
    der = holder.certificate.public_bytes(serialization.Encoding.DER)
    references = "".join(
        f'<ds:Reference URI="#{part}"><ds:Transforms><ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{SHA_256}"/><ds:DigestValue/></ds:Reference>'
        for part in ("body-1", "time-1")
    )
    token, now = base64.b64encode(der).decode(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"""<s:Envelope xmlns:s="{soap}" xmlns:wsu="{WSU}" xmlns:other="urn:other">
 <s:Header><wsse:Security xmlns:wsse="{WSSE}">
  <wsse:BinarySecurityToken wsu:Id="cert-1" ValueType="{X509_TOKEN}">{token}</wsse:BinarySecurityToken>
  <wsu:Timestamp wsu:Id="time-1"><wsu:Created>{now}</wsu:Created></wsu:Timestamp>
  <ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>
   <ds:SignatureMethod Algorithm="{ECDSA_SHA_256}"/>{references}</ds:SignedInfo><ds:SignatureValue/>
   <ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI="#cert-1"/>
   </wsse:SecurityTokenReference></ds:KeyInfo>
  </ds:Signature></wsse:Security></s:Header>
 <s:Body wsu:Id="body-1">{QUERY}</s:Body></s:Envelope>"""


def _signed(folder: Path, holder: Holder, soap: str) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    key, template, signed = folder / "key.pem", folder / "template.xml", folder / "signed.xml"
    key.write_bytes(holder.key.private_bytes(PEM, form, serialization.NoEncryption()))
    template.write_text(_unsigned(holder, soap))
    try:
        command = program("xmlsec1", "xmlsec1")
    except ServerMissing as missing:
        do_without(missing)
        raise
    ids = ["--id-attr:Id", f"{soap}:Body", "--id-attr:Id", f"{WSU}:Timestamp"]
    done = run([command, "--sign", *ids, "--privkey-pem", str(key), "--output", str(signed), str(template)])
    assert done.returncode == 0, done.stderr
    return signed.read_bytes()


@pytest.mark.servers
@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_what_xmlsec1_signs_is_let_in_and_what_is_changed_after_is_not(
    door: Speaker, hub: Hub, tmp_path: Path, soap: str
) -> None:
    content = _signed(tmp_path, holder_of(hub, "wms"), soap)
    assert etree.fromstring(content).findtext(f".//{{{DS}}}SignatureValue")

    changed = door.raw(content.replace(b">1/1<", b">1/2<"))
    taken = door.raw(content)

    assert changed.text("problem/code") == "soap.digest"
    assert taken.text("problem/code") == "soap.unknown"
