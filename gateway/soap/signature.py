"""An X.509 signature over Body and Timestamp, with a certificate of this hub or one that a contract names."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from lxml import etree

from adapters.wiring.hub import Hub
from core.hub.certificates import PARTNER
from core.hub.contracts import Partner
from core.hub.digest_access import use_once
from core.hub.standing import Standing
from core.kernel.errors import Refused
from gateway.soap.envelope import Envelope
from gateway.soap.faults import SoapFault, not_proven, wrong
from gateway.soap.named_certificates import partner_naming
from gateway.soap.signature_value import PLACE, require_signed
from gateway.soap.username_token import moment, require_recent
from gateway.soap.words import DS, EXCLUSIVE, SHA_256, WSSE, WSU, X509_TOKEN

ID = f"{{{WSU}}}Id"
PREFIXES_MAX = 50


def partner_by_signature(hub: Hub, standing: Standing, envelope: Envelope) -> str:
    """The partner whose certificate signed the message. Raises SoapFault."""
    security = envelope.security
    if security is None:
        raise not_proven("unsigned", "the message has no Security header")
    signature = _one(security, f"{{{DS}}}Signature")
    timestamp = _one(security, f"{{{WSU}}}Timestamp")
    signed = _one(signature, f"{{{DS}}}SignedInfo")
    certificate = _certificate(security, signature)
    _verify(certificate, signed, _bytes(_one(signature, f"{{{DS}}}SignatureValue")))
    # Only now what it says is anybody's word.
    _require_digests(signed, envelope, timestamp)
    partner = _whose(hub, standing, certificate)
    made = _require_in_time(hub, timestamp)
    # What was signed, not the signature: of one ECDSA signature anybody makes a second that fits too.
    said = sha256(_canonical(signed, _one(signed, f"{{{DS}}}CanonicalizationMethod"))).hexdigest()
    if not use_once(hub.store, f"signed/{said}", made):
        raise not_proven("replayed", "this very message came before; sign each anew")
    return partner


def _verify(certificate: x509.Certificate, signed: etree._Element, value: bytes) -> None:
    """Raises SoapFault unless SignedInfo was signed with the certificate's key."""
    method = _one(signed, f"{{{DS}}}CanonicalizationMethod")
    _require_algorithm(method, EXCLUSIVE)
    algorithm = _one(signed, f"{{{DS}}}SignatureMethod").get("Algorithm", "")
    require_signed(certificate, algorithm, value, _canonical(signed, method))


def _require_digests(signed: etree._Element, envelope: Envelope, timestamp: etree._Element) -> None:
    """Both parts, by their places and not by looking for an id: nothing that is wrapped elsewhere counts."""
    parts = {"Body": envelope.body, "Timestamp": timestamp}
    wanted = {f"#{part.get(ID, '')}": (name, part) for name, part in parts.items() if part.get(ID)}
    ids = [str(element.get(ID)) for element in envelope.root.iter() if element.get(ID) is not None]
    if len(set(ids)) != len(ids):
        raise wrong("id_twice", "two elements have the same wsu:Id", PLACE)
    covered = set()
    for reference in signed.findall(f"{{{DS}}}Reference"):
        name, part = wanted.get(reference.get("URI", ""), ("", None))
        if part is None:
            # More may be signed, such as the token; it is checked no further, as nothing here rests on it.
            continue
        transform = _one(_one(reference, f"{{{DS}}}Transforms"), f"{{{DS}}}Transform")
        _require_algorithm(transform, EXCLUSIVE)
        _require_algorithm(_one(reference, f"{{{DS}}}DigestMethod"), SHA_256)
        said = _bytes(_one(reference, f"{{{DS}}}DigestValue"))
        if not hmac.compare_digest(said, sha256(_canonical(part, transform)).digest()):
            raise not_proven("digest", f"{name} is not what was signed")
        covered.add(name)
    if covered != set(parts):
        missing = ", ".join(sorted(set(parts) - covered))
        raise not_proven("uncovered", f"the signature does not cover {missing}; sign Body and Timestamp")


def _certificate(security: etree._Element, signature: etree._Element) -> x509.Certificate:
    """The one that KeyInfo names: a BinarySecurityToken of this header, or inside KeyInfo itself."""
    reference = _one(_one(signature, f"{{{DS}}}KeyInfo"), f"{{{WSSE}}}SecurityTokenReference")
    inside = reference.find(f".//{{{DS}}}X509Certificate")
    if inside is None:
        target = _one(reference, f"{{{WSSE}}}Reference").get("URI", "")
        tokens = security.findall(f"{{{WSSE}}}BinarySecurityToken")
        found = [one for one in tokens if target == f"#{one.get(ID)}"]
        if len(found) != 1 or found[0].get("ValueType") != X509_TOKEN:
            raise not_proven("token", "KeyInfo names no BinarySecurityToken with an X.509 certificate")
        inside = found[0]
    try:
        return x509.load_der_x509_certificate(_bytes(inside))
    except ValueError as error:
        raise not_proven("certificate", "the token is no X.509 certificate") from error


def _whose(hub: Hub, standing: Standing, certificate: x509.Certificate) -> str:
    serial = f"{certificate.serial_number:x}"
    if not standing.lists(serial):
        return partner_naming(hub, certificate)
    der = certificate.public_bytes(serialization.Encoding.DER)
    try:
        row = standing.admit(serial, sha256(der).hexdigest())
    except Refused as refused:
        raise not_proven("certificate", refused.text) from refused
    if row.kind != PARTNER or hub.store.get(Partner, row.name) is None:
        raise not_proven("certificate", f"the certificate is no partner's with a contract here: {row.kind}")
    return row.name


def _require_in_time(hub: Hub, timestamp: etree._Element) -> datetime:
    made = moment(_one(timestamp, f"{{{WSU}}}Created").text or "")
    now = hub.clock.now()
    require_recent(made, now)
    expires = timestamp.find(f"{{{WSU}}}Expires")
    if expires is not None and moment(expires.text or "") <= now:
        raise not_proven("expired", f"the message is good until {expires.text} only")
    return made


def _canonical(element: etree._Element, method: etree._Element) -> bytes:
    """Exclusive canonical XML without comments, with the prefixes that the method names."""
    inclusive = method.find(f"{{{EXCLUSIVE}}}InclusiveNamespaces")
    prefixes = (inclusive.get("PrefixList", "") if inclusive is not None else "").split()[:PREFIXES_MAX]
    return bytes(
        etree.tostring(
            element,
            method="c14n",
            exclusive=True,
            with_comments=False,
            inclusive_ns_prefixes=prefixes or None,
        )
    )


def _require_algorithm(element: etree._Element, wanted: str) -> None:
    said = element.get("Algorithm", "")
    if said != wanted:
        raise wrong("algorithm", f"{said[:200] or 'no algorithm'} is not taken here; use {wanted}", PLACE)


def _one(above: etree._Element, tag: str) -> etree._Element:
    found = above.findall(tag)
    if len(found) != 1:
        raise _missing(tag, len(found))
    return found[0]


def _missing(tag: str, count: int) -> SoapFault:
    return wrong("signature", f"there are {count} of {tag}; there must be one", PLACE)


def _bytes(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except ValueError as error:  # Of base64, and of what is not ASCII.
        raise wrong("base64", f"{etree.QName(element).localname} is no base64", PLACE) from error
