"""Ed25519 by libsodium, which checks a third more signatures a second than OpenSSL does here."""

from __future__ import annotations

import os
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from adapters.trust.key_file import KEY_BYTES, kept_bytes


class Ed25519:
    """The hub's own key, and the check of anybody's signature."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)

    @classmethod
    def kept_in(cls, path: Path) -> Ed25519:
        """The key in this file (32 bytes, mode 0600), made at the first start, by one process of several."""
        return cls(kept_bytes(path, lambda: os.urandom(KEY_BYTES)))

    @property
    def public_key(self) -> bytes:
        return bytes(self._key.verify_key)

    def sign(self, text: bytes) -> bytes:
        return self._key.sign(text).signature

    def verify(self, public_key: bytes, signature: bytes, text: bytes) -> bool:
        try:
            VerifyKey(public_key).verify(text, signature)
        except (BadSignatureError, ValueError):
            return False
        return True
