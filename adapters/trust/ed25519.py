"""Ed25519 by libsodium, which checks a third more signatures a second than OpenSSL does here."""

from __future__ import annotations

import os
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from core.kernel.errors import Broken


class Ed25519:
    """The hub's own key, and the check of anybody's signature."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)

    @classmethod
    def kept_in(cls, path: Path) -> Ed25519:
        """The key in this file (32 bytes, mode 0600), made at the first start."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(os.urandom(32))
        seed = path.read_bytes()
        if len(seed) != 32:
            raise Broken(f"{path} holds {len(seed)} bytes, a key has 32; restore it", cause="key.broken")
        return cls(seed)

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
