"""Signs envelopes as the X.509 token profile says, independently of the door that checks them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from adapters.wiring.hub import Hub
from certs.requests import make_request
from core.hub.certificates import PARTNER, Wanted
from gateway.soap.words import (
    DS,
    ECDSA_SHA_256,
    EXCLUSIVE,
    RSA_SHA_256,
    SHA_256,
    SOAP_11,
    WSSE,
    WSU,
    X509_TOKEN,
)
from tests.hub_trust import trust_of

ID = f"{{{WSU}}}Id"


class Holder(NamedTuple):
    """Who has a certificate of the hub."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    serial: str


def holder_of(hub: Hub, name: str, kind: str = PARTNER) -> Holder:
    """A certificate of the hub's own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    chain = trust_of(hub).signed(Wanted(kind=kind, name=name, csr=b""), make_request(key, name))
    certificate = x509.load_pem_x509_certificates(chain)[0]
    return Holder(key, certificate, f"{certificate.serial_number:x}")


def signed(
    body: str,
    holder: Holder,
    *,
    parts: tuple[str, ...] = ("Body", "Timestamp"),
    made: datetime | None = None,
    method: str = "",
) -> bytes:
    """The envelope, whose parts named so are covered."""
    at = made or datetime.now(UTC)
    is_rsa = isinstance(holder.key, rsa.RSAPrivateKey)
    method = method or (RSA_SHA_256 if is_rsa else ECDSA_SHA_256)
    der = holder.certificate.public_bytes(serialization.Encoding.DER)
    token = base64.b64encode(der).decode()
    root = etree.fromstring(
        f"""<s:Envelope xmlns:s="{SOAP_11}" xmlns:wsu="{WSU}" xmlns:unused="urn:unused"><s:Header>
  <wsse:Security xmlns:wsse="{WSSE}" s:mustUnderstand="1">
    <wsse:BinarySecurityToken wsu:Id="Token" ValueType="{X509_TOKEN}">{token}</wsse:BinarySecurityToken>
    <wsu:Timestamp wsu:Id="Timestamp"><wsu:Created>{at:%Y-%m-%dT%H:%M:%S.%fZ}</wsu:Created>
      <wsu:Expires>{at + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}</wsu:Expires></wsu:Timestamp>
    <ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>
      <ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/><ds:SignatureMethod Algorithm="{method}"/>
      </ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><wsse:SecurityTokenReference>
      <wsse:Reference URI="#Token"/></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>
  </wsse:Security></s:Header><s:Body wsu:Id="Body">{body}</s:Body></s:Envelope>""".encode()
    )
    [info] = root.iter(f"{{{DS}}}SignedInfo")
    for part in parts:
        [covered] = [one for one in root.iter() if one.get(ID) == part]
        digest = base64.b64encode(sha256(_canonical(covered)).digest()).decode()
        info.append(_reference(part, digest))
    [value] = root.iter(f"{{{DS}}}SignatureValue")
    value.text = base64.b64encode(_value(holder, _canonical(info))).decode()
    return bytes(etree.tostring(root))


def _value(holder: Holder, said: bytes) -> bytes:
    if isinstance(holder.key, rsa.RSAPrivateKey):
        return holder.key.sign(said, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(holder.key.sign(said, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _reference(part: str, digest: str) -> etree._Element:
    return etree.fromstring(
        f'<ds:Reference xmlns:ds="{DS}" URI="#{part}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms><ds:DigestMethod Algorithm="{SHA_256}"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
    )


def _canonical(element: etree._Element) -> bytes:
    """Of a copy, so that no ancestor can play a part."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return bytes(etree.tostring(alone, method="c14n", exclusive=True, with_comments=False))
