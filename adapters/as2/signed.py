"""CMS SignedData beside its content, as multipart/signed has it: made, and verified by pinned keys."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.as2 import ber
from adapters.as2.keys import Own, public_key
from core.kernel.errors import Unreadable

SIGNERS_MAX = 8
DATA, SIGNED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
CONTENT_TYPE, DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
RSA, PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
SHA1 = "sha1"
HASHES: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    SHA1: ("1.3.14.3.2.26", hashes.SHA1()),  # noqa: S303
    "sha256": ("2.16.840.1.101.3.4.2.1", hashes.SHA256()),
    "sha384": ("2.16.840.1.101.3.4.2.2", hashes.SHA384()),
    "sha512": ("2.16.840.1.101.3.4.2.3", hashes.SHA512()),
}
_CERTIFICATES, _ATTRIBUTES = 0xA0, 0xA0
_BY_OID = {ber.oid(dotted): name for name, (dotted, _) in HASHES.items()}


def digest_of(content: bytes, algorithm: str) -> bytes:
    """By the name of its algorithm, `sha256`."""
    digest = hashes.Hash(HASHES[algorithm][1])
    digest.update(content)
    return digest.finalize()


def sign(content: bytes, own: Own, algorithm: str = "sha256") -> bytes:
    """A detached signature, without its time: the same content is signed by the same bytes."""
    dotted, how = HASHES[algorithm]
    kind = ber.sequence(ber.oid(dotted), ber.written(ber.NULL))
    inside = [
        _attribute(CONTENT_TYPE, ber.oid(DATA)),
        _attribute(DIGEST, ber.written(ber.OCTETS, digest_of(content, algorithm))),
    ]
    attributes = ber.set_of(*inside)
    signature = own.key.sign(attributes, padding.PKCS1v15(), how)
    certificate = own.certificate
    issuer = ber.sequence(certificate.issuer.public_bytes(), ber.integer(certificate.serial_number))
    signer = ber.sequence(
        ber.integer(1), issuer, kind, bytes((_ATTRIBUTES,)) + attributes[1:],
        ber.sequence(ber.oid(RSA), ber.written(ber.NULL)), ber.written(ber.OCTETS, signature),
    )  # fmt: skip
    signed = ber.sequence(
        ber.integer(1), ber.set_of(kind), ber.sequence(ber.oid(DATA)),
        ber.written(_CERTIFICATES, certificate.public_bytes(Encoding.DER)), ber.set_of(signer),
    )  # fmt: skip
    return ber.sequence(ber.oid(SIGNED), ber.written(0xA0, signed))


def verify(signature: bytes, content: bytes, certificates: Sequence[x509.Certificate], *, weak: bool) -> None:
    """Unreadable, unless the owner of one of these certificates signed this content.

    Certificates that come with it say nothing: those of the contract count. weak: SHA-1 counts too.
    """
    outer = ber.read(signature)
    if outer.part(0).raw != ber.oid(SIGNED):
        raise Unreadable("it is no SignedData", cause="as2.signature")
    signers = outer.part(1).part(0, ber.SEQUENCE).parts[-1]
    if signers.tag != ber.SET or len(signers.parts) > SIGNERS_MAX:
        raise Unreadable("its signers are not as CMS has them", cause="as2.signature")
    if not any(_verified(signer, content, one, weak) for signer in signers.parts for one in certificates):
        raise Unreadable("no certificate of the contract has signed it as it is", cause="as2.signature")


def _verified(signer: ber.Node, content: bytes, certificate: x509.Certificate, weak: bool) -> bool:
    algorithm = _BY_OID.get(signer.part(2, ber.SEQUENCE).part(0).raw, "")
    if not algorithm or (algorithm == SHA1 and not weak):
        return False
    attributes = signer.parts[3] if signer.part(3).tag == _ATTRIBUTES else None
    kind, signature = signer.part(3 if attributes is None else 4), signer.part(4 if attributes is None else 5)
    text = content
    if attributes is not None:
        said = {one.part(0).raw: one.part(1, ber.SET).part(0) for one in attributes.parts}
        digest, about = said.get(ber.oid(DIGEST)), said.get(ber.oid(CONTENT_TYPE))
        if digest is None or about is None or about.raw != ber.oid(DATA):
            return False
        if digest.octets() != digest_of(content, algorithm):
            return False
        # What is signed is the set itself, whatever tag stands before it here.
        text = ber.set_of(*(one.raw for one in attributes.parts))
    how = HASHES[algorithm][1]
    pads: padding.PKCS1v15 | padding.PSS = padding.PKCS1v15()
    if kind.part(0).raw == ber.oid(PSS):
        pads = padding.PSS(padding.MGF1(how), padding.PSS.AUTO)
    try:
        public_key(certificate).verify(signature.octets(), text, pads, how)
    except InvalidSignature:
        return False
    return True


def _attribute(dotted: str, value: bytes) -> bytes:
    return ber.sequence(ber.oid(dotted), ber.set_of(value))
