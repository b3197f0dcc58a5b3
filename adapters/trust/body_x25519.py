"""Bodies of the suite intl: AES-256-GCM, its key wrapped (RFC 3394) to an X25519 key by way of HKDF."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from core.hub.ports import SealedBody
from core.kernel.errors import Unreadable

POINT_BYTES, KEY_BYTES = 32, 32
INFO = b"lianqiao-wrap-1"


class X25519Opener:
    """One key pair of the hub's."""

    def __init__(self, secret: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(secret)
        self.public_key = self._key.public_key().public_bytes_raw()

    @staticmethod
    def make() -> bytes:
        return os.urandom(KEY_BYTES)

    def open(self, sealed: SealedBody) -> bytes:
        once, wrapped = sealed.wrapped[:POINT_BYTES], sealed.wrapped[POINT_BYTES:]
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(once))
            info = INFO + once + self.public_key
            wrapping = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)
            content = aes_key_unwrap(wrapping, wrapped)
            return AESGCM(content).decrypt(sealed.nonce, sealed.body, sealed.bound)
        except (InvalidTag, InvalidUnwrap, ValueError) as error:
            raise not_opened(sealed) from error


def not_opened(sealed: SealedBody) -> Unreadable:
    return Unreadable(
        f"body: key {sealed.key} does not open it: it was touched, cut, or sealed for another place or"
        " key; it is kept, ask the partner for its documents again",
        cause="body.tag",
    )
