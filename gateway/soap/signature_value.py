"""The value of a signature by a key on P-256 or an RSA key, each in one way, against its certificate."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from gateway.soap.faults import not_proven, wrong
from gateway.soap.words import ECDSA_SHA_256, RSA_SHA_256

# Of P-256: two numbers of 32 bytes.
_HALF = 32
# Shorter keys are broken; longer ones make a door work for whoever sends them.
RSA_BITS_MIN, RSA_BITS_MAX = 2048, 4096
PLACE = "Header/Security/Signature"


def require_signed(certificate: x509.Certificate, algorithm: str, value: bytes, said: bytes) -> None:
    """Raises SoapFault unless `said` was signed with the certificate's key, by that algorithm."""
    key = _key(certificate)
    wanted = ECDSA_SHA_256 if isinstance(key, ec.EllipticCurvePublicKey) else RSA_SHA_256
    if key is None:
        rsa_bits = f"{RSA_BITS_MIN} to {RSA_BITS_MAX} bits"
        raise not_proven("signature", f"the certificate's key is none of P-256 and no RSA key of {rsa_bits}")
    if algorithm != wanted:
        text = f"{algorithm[:200] or 'no algorithm'} is not taken of this key; use {wanted}"
        raise wrong("algorithm", text, PLACE)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, said, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(_numbers(value), said, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise not_proven("signature", "the signature does not fit SignedInfo and the certificate") from error


def _key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey | None:
    """None for any other: whose certificate it is, is not known yet."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        return key if RSA_BITS_MIN <= key.key_size <= RSA_BITS_MAX else None
    is_ours = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    return key if is_ours and isinstance(key, ec.EllipticCurvePublicKey) else None


def _numbers(value: bytes) -> bytes:
    if len(value) != 2 * _HALF:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(value[:_HALF], "big"), int.from_bytes(value[_HALF:], "big"))
