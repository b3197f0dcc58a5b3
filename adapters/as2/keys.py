"""Keys and certificates as they lie in a secret file (ours) and in a contract (theirs)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from core.kernel.errors import Refused, Unavailable

KEYS_MAX = 8
BITS_MIN = 2048
_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


class Own(msgspec.Struct, frozen=True):
    """A key of ours and the certificate that our partner has of it."""

    key: RSAPrivateKey
    certificate: x509.Certificate


def read_own(secret: bytes, *, of: str) -> tuple[Own, ...]:
    """Every pair of a key and a certificate in a PEM file, in its order: the first signs, all decrypt."""
    keys, certificates = [], []
    for found in _PEM.finditer(secret):
        kind, pem = found[1], found[0]
        if kind == b"CERTIFICATE":
            certificates += read_theirs([pem.decode("ascii", "replace")], of=of)
        elif kind.endswith(b"PRIVATE KEY"):
            keys.append(_key(pem, of=of))
    made = [
        Own(key, certificate)
        for key in keys[:KEYS_MAX]
        for certificate in certificates
        if certificate.public_key() == key.public_key()
    ]
    if not made:
        raise Refused(
            f"{of}: its secret file holds no RSA key in PEM with its certificate", cause="as2.secret"
        )
    return tuple(made)


def read_theirs(pems: Sequence[str], *, of: str) -> list[x509.Certificate]:
    """The partner's certificates. Refused for what is none, or one whose key is not RSA or too short."""
    found = []
    for pem in pems[:KEYS_MAX]:
        try:
            certificate = x509.load_pem_x509_certificate(pem.strip().encode())
            key = certificate.public_key()
        except (ValueError, UnsupportedAlgorithm) as error:
            raise Refused(f"{of}: its certificate is none: {error}", cause="as2.certificate") from error
        if not isinstance(key, RSAPublicKey) or key.key_size < BITS_MIN:
            raise Refused(f"{of}: a certificate needs an RSA key of {BITS_MIN} bits", cause="as2.certificate")
        found.append(certificate)
    return found


def in_force(certificates: Sequence[x509.Certificate], now: datetime) -> list[x509.Certificate]:
    """Those that count at that moment."""
    return [one for one in certificates if one.not_valid_before_utc <= now <= one.not_valid_after_utc]


def first_in_force(certificates: Sequence[x509.Certificate], now: datetime, *, of: str) -> x509.Certificate:
    """To which is encrypted. Unavailable where none counts any more: a new one is published, then it goes."""
    found = in_force(certificates, now)
    if not found:
        raise Unavailable(f"{of}: no certificate of theirs is in force", cause="as2.expired")
    return found[0]


def public_key(certificate: x509.Certificate) -> RSAPublicKey:
    """Which was looked at when it was read."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise Refused("a certificate needs an RSA key", cause="as2.certificate")
    return key


def _key(pem: bytes, *, of: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused(
            f"{of}: a key of its secret file cannot be read: {error}", cause="as2.secret"
        ) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < BITS_MIN:
        raise Refused(f"{of}: an RSA key of {BITS_MIN} bits is wanted", cause="as2.secret")
    return key
