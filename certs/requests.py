"""Signing requests: somebody's own key, named and proven, and nothing else of what they ask for."""

from __future__ import annotations

from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certs.building import named
from certs.keys import PEM
from core.kernel.errors import Unreadable

REQUEST_BYTES_MAX = 16 * 1024


def make_request(key: ec.EllipticCurvePrivateKey, name: str) -> bytes:
    """A request in PEM; whoever signs it decides which name the certificate bears."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(named(name))
    return builder.sign(key, hashes.SHA256()).public_bytes(PEM)


def proven_key(csr: bytes) -> ec.EllipticCurvePublicKey:
    """The key of the request, whose owner has signed it. Raises Unreadable."""
    if len(csr) > REQUEST_BYTES_MAX:
        raise Unreadable(
            f"the signing request has {len(csr)} bytes, at most {REQUEST_BYTES_MAX}", cause="csr.too_large"
        )
    try:
        request = x509.load_pem_x509_csr(csr)
        key, proven = request.public_key(), request.is_signature_valid
    except (ValueError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm, InvalidSignature) as error:
        raise Unreadable(f"csr is no signing request in PEM: {error}", cause="csr.unreadable") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Unreadable("the key of the signing request is not on P-256; make such a one", cause="csr.key")
    if not proven:
        raise Unreadable(
            "the signing request is not signed by its own key: sign it with the key it names",
            cause="csr.possession",
        )
    return key


def key_hash(key: ec.EllipticCurvePublicKey) -> str:
    """SHA-256 of the key as certificates hold it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return sha256(key.public_bytes(serialization.Encoding.DER, form)).hexdigest()
