"""Answers signed for partners whose contracts ask for it: Body and Timestamp, by a key of ours."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from adapters.as2.keys import Own, read_own
from adapters.wiring.hub import Hub
from adapters.wiring.secret_files import read_secret
from core.kernel.errors import Refused, Unavailable
from gateway.soap.envelope import envelope_of, written
from gateway.soap.standing import text_element
from gateway.soap.words import BASE64, DS, EXCLUSIVE, RSA_SHA_256, SHA_256, WSSE, WSU, X509_TOKEN

GOOD_FOR = timedelta(minutes=5)
_ID = f"{{{WSU}}}Id"


def signer_of(hub: Hub, secret_file: str) -> Own:
    """Our key and its certificate. Unavailable where they are away: this partner wants no unsigned answer."""
    of = "soap.answer_secret_file"
    try:
        return _read(read_secret(hub.home / "secrets", secret_file, of=of, cause="soap.answer_key"))
    except (Refused, Unavailable) as error:
        text = "our key for answers cannot be used now; send the same again later"
        raise Unavailable(text, cause="soap.answer_key") from error


def signed(
    soap: str, content: etree._Element, headers: list[etree._Element], own: Own, now: datetime
) -> bytes:
    """The envelope, signed by RSA with SHA-256 over exclusive C14N."""
    security = etree.Element(f"{{{WSSE}}}Security", nsmap={"wsse": WSSE, "wsu": WSU, "ds": DS})
    token = text_element(
        security, f"{{{WSSE}}}BinarySecurityToken", _base64(own.certificate.public_bytes(Encoding.DER))
    )
    token.set(_ID, "token")
    token.set("ValueType", X509_TOKEN)
    token.set("EncodingType", BASE64)
    timestamp = etree.SubElement(security, f"{{{WSU}}}Timestamp")
    timestamp.set(_ID, "timestamp")
    for name, moment in (("Created", now), ("Expires", now + GOOD_FOR)):
        text_element(
            timestamp, f"{{{WSU}}}{name}", f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        )
    root = envelope_of(soap, content, [security, *headers])
    body = root[-1]
    body.set(_ID, "body")
    _sign(security, {"body": body, "timestamp": timestamp}, own)
    return written(root)


def _sign(security: etree._Element, parts: dict[str, etree._Element], own: Own) -> None:
    signature = etree.SubElement(security, f"{{{DS}}}Signature")
    info = etree.SubElement(signature, f"{{{DS}}}SignedInfo")
    _method(info, "CanonicalizationMethod", EXCLUSIVE)
    _method(info, "SignatureMethod", RSA_SHA_256)
    for name, part in parts.items():
        reference = etree.SubElement(info, f"{{{DS}}}Reference", URI=f"#{name}")
        _method(etree.SubElement(reference, f"{{{DS}}}Transforms"), "Transform", EXCLUSIVE)
        _method(reference, "DigestMethod", SHA_256)
        text_element(reference, f"{{{DS}}}DigestValue", _base64(sha256(_canonical(part)).digest()))
    value = own.key.sign(_canonical(info), padding.PKCS1v15(), hashes.SHA256())
    text_element(signature, f"{{{DS}}}SignatureValue", _base64(value))
    key = etree.SubElement(signature, f"{{{DS}}}KeyInfo")
    token = etree.SubElement(key, f"{{{WSSE}}}SecurityTokenReference")
    etree.SubElement(token, f"{{{WSSE}}}Reference", URI="#token", ValueType=X509_TOKEN)


def _method(above: etree._Element, name: str, algorithm: str) -> None:
    etree.SubElement(above, f"{{{DS}}}{name}", Algorithm=algorithm)


def _canonical(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_comments=False))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


@lru_cache(maxsize=100)
def _read(secret: bytes) -> Own:
    return read_own(secret, of="soap.answer_secret_file")[0]
