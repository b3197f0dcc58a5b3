"""CMS EnvelopedData and CompressedData: for one receiver, and back, with every size bounded."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from adapters.as2 import ber
from adapters.as2.keys import Own, public_key
from adapters.as2.signed import DATA, HASHES, RSA
from core.kernel.errors import Unreadable

ENVELOPED, SEALED = "1.2.840.113549.1.7.3", "1.2.840.113549.1.9.16.1.23"
COMPRESSED, ZLIB = "1.2.840.113549.1.9.16.1.9", "1.2.840.113549.1.9.16.3.8"
OAEP = "1.2.840.113549.1.1.7"
RECEIVERS_MAX = 32
_AES = "2.16.840.1.101.3.4.1"
_TRIPLE = "1.2.840.113549.3.7"
# Content ciphers by their names: OID and bytes of the key.
CIPHERS = {
    "aes128": (f"{_AES}.2", 16), "aes192": (f"{_AES}.22", 24), "aes256": (f"{_AES}.42", 32),
    "aes128-gcm": (f"{_AES}.6", 16), "aes256-gcm": (f"{_AES}.46", 32), "3des": (_TRIPLE, 24),
}  # fmt: skip
_BY_OID = {ber.oid(dotted): (name, size) for name, (dotted, size) in CIPHERS.items()}
_CONTENT, _TAG_BYTES, _NONCE_BYTES = 0x80, 16, 12
# One text for all that can go wrong inside: what exactly it was helps only who guesses.
_FAULT = "it cannot be decrypted with a key of ours"


def encrypt(content: bytes, receiver: x509.Certificate, cipher: str = "aes256") -> bytes:
    """For the holder of the certificate's key."""
    dotted, size = CIPHERS[cipher]
    key = os.urandom(size)
    wrapped = public_key(receiver).encrypt(key, padding.PKCS1v15())
    who = ber.sequence(receiver.issuer.public_bytes(), ber.integer(receiver.serial_number))
    how = ber.sequence(ber.oid(RSA), ber.written(ber.NULL))
    receivers = ber.set_of(ber.sequence(ber.integer(0), who, how, ber.written(ber.OCTETS, wrapped)))
    if cipher.endswith("-gcm"):
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, content, None)
        said = ber.sequence(ber.written(ber.OCTETS, nonce), ber.integer(_TAG_BYTES))
        inside = _content(ber.sequence(ber.oid(dotted), said), sealed[:-_TAG_BYTES])
        tag = ber.written(ber.OCTETS, sealed[-_TAG_BYTES:])
        return _info(SEALED, ber.sequence(ber.integer(0), receivers, inside, tag))
    block = 8 if cipher == "3des" else 16
    vector, pads = os.urandom(block), PKCS7(block * 8).padder()
    worker = Cipher(_algorithm(cipher, key), modes.CBC(vector)).encryptor()
    coded = worker.update(pads.update(content) + pads.finalize()) + worker.finalize()
    inside = _content(ber.sequence(ber.oid(dotted), ber.written(ber.OCTETS, vector)), coded)
    return _info(ENVELOPED, ber.sequence(ber.integer(0), receivers, inside))


def decrypt(envelope: bytes, owns: Sequence[Own], *, weak: bool) -> bytes:
    """What is in it. Unreadable, for one reason, whatever does not fit. weak: 3DES counts too."""
    outer = ber.read(envelope)
    kind, inside = outer.part(0).raw, outer.part(1).part(0, ber.SEQUENCE)
    receivers = inside.tagged(ber.SET)
    content = next((part for part in inside.parts if part.tag == ber.SEQUENCE), None)
    if kind not in (ber.oid(ENVELOPED), ber.oid(SEALED)) or receivers is None or content is None:
        raise Unreadable("it is no EnvelopedData", cause="as2.decryption")
    about, coded = content.part(1, ber.SEQUENCE), content.part(2).octets()
    name, size = _BY_OID.get(about.part(0).raw, ("", 0))
    sealed = kind == ber.oid(SEALED)
    if not name or name.endswith("-gcm") != sealed or (name == "3des" and not weak):
        raise Unreadable("it is encrypted by a cipher that is not taken here", cause="as2.cipher")
    said = about.part(1)
    for key in _keys(receivers, owns, size):
        try:
            if sealed:
                tag = inside.parts[-1].octets()
                return AESGCM(key).decrypt(said.part(0, ber.OCTETS).octets(), coded + tag, None)
            return _cbc(name, key, said.octets(), coded)
        except (ValueError, InvalidTag):
            continue
    raise Unreadable(_FAULT, cause="as2.decryption")


def compress(content: bytes) -> bytes:
    """Packed by zlib."""
    data = ber.written(ber.OCTETS, zlib.compress(content, 6))
    inside = ber.sequence(ber.oid(DATA), ber.written(0xA0, data))
    return _info(COMPRESSED, ber.sequence(ber.integer(0), ber.sequence(ber.oid(ZLIB)), inside))


def decompress(packed: bytes, *, bytes_max: int) -> bytes:
    """What was packed. Unreadable for what is none, or grows beyond bytes_max."""
    outer = ber.read(packed)
    inside = outer.part(1).part(0, ber.SEQUENCE)
    if outer.part(0).raw != ber.oid(COMPRESSED) or inside.part(1).part(0).raw != ber.oid(ZLIB):
        raise Unreadable("it is no CompressedData", cause="as2.decompression")
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(inside.part(2).part(1).part(0).octets(), bytes_max + 1)
    except zlib.error as error:
        raise Unreadable(f"it cannot be unpacked: {error}", cause="as2.decompression") from error
    if len(content) > bytes_max or not unpacking.eof:
        text = f"unpacked it is over {bytes_max} bytes, or cut off"
        raise Unreadable(text, cause="as2.decompression")
    return content


def _keys(receivers: ber.Node, owns: Sequence[Own], size: int) -> list[bytes]:
    found = []
    for receiver in receivers.parts[:RECEIVERS_MAX]:
        if receiver.tag != ber.SEQUENCE:
            continue
        who, how, wrapped = receiver.part(1), receiver.part(2, ber.SEQUENCE), receiver.part(3).octets()
        for own in owns:
            if who.tag == ber.SEQUENCE and who.part(1).raw != ber.integer(own.certificate.serial_number):
                continue
            key = _unwrapped(own.key, how, wrapped)
            found += [key] if len(key) == size else []
    return found


def _unwrapped(key: RSAPrivateKey, how: ber.Node, wrapped: bytes) -> bytes:
    pads: padding.PKCS1v15 | padding.OAEP = padding.PKCS1v15()
    if how.part(0).raw == ber.oid(OAEP):
        hash_, mask = _oaep(how)
        pads = padding.OAEP(padding.MGF1(mask), hash_, None)
    elif how.part(0).raw != ber.oid(RSA):
        return b""
    try:
        return key.decrypt(wrapped, pads)
    except ValueError:
        return b""


def _oaep(how: ber.Node) -> tuple[hashes.HashAlgorithm, hashes.HashAlgorithm]:
    """Its two hashes, SHA-1 where none is said."""
    by_oid = {ber.oid(dotted): algorithm for dotted, algorithm in HASHES.values()}
    said = how.parts[1] if len(how.parts) > 1 else None
    first, second = (said.tagged(0xA0), said.tagged(0xA1)) if said is not None else (None, None)
    hash_ = by_oid.get(first.part(0).part(0).raw) if first else hashes.SHA1()  # noqa: S303
    mask = by_oid.get(second.part(0).part(1).part(0).raw) if second else hashes.SHA1()  # noqa: S303
    if hash_ is None or mask is None:
        raise Unreadable("its key is wrapped by a hash that is not taken here", cause="as2.cipher")
    return hash_, mask


def _cbc(name: str, key: bytes, vector: bytes, coded: bytes) -> bytes:
    worker = Cipher(_algorithm(name, key), modes.CBC(vector)).decryptor()
    pads = PKCS7(64 if name == "3des" else 128).unpadder()
    return pads.update(worker.update(coded) + worker.finalize()) + pads.finalize()


def _algorithm(name: str, key: bytes) -> TripleDES | algorithms.AES:
    return TripleDES(key) if name == "3des" else algorithms.AES(key)


def _content(how: bytes, coded: bytes) -> bytes:
    return ber.sequence(ber.oid(DATA), how, ber.written(_CONTENT, coded))


def _info(dotted: str, inside: bytes) -> bytes:
    return ber.sequence(ber.oid(dotted), ber.written(0xA0, inside))
