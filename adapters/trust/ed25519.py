"""Ed25519 by libsodium, which checks a third more signatures a second than OpenSSL does here."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from core.kernel.errors import Broken

SEED_BYTES = 32


class Ed25519:
    """The hub's own key, and the check of anybody's signature."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)

    @classmethod
    def kept_in(cls, path: Path) -> Ed25519:
        """The key in this file (32 bytes, mode 0600), made at the first start, by one process of several."""
        if not path.exists():
            _make_seed(path)
        seed = path.read_bytes()
        if len(seed) != SEED_BYTES:
            raise Broken(
                f"{path} holds {len(seed)} bytes, a key has {SEED_BYTES}; restore it", cause="key.broken"
            )
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


def _make_seed(path: Path) -> None:
    """Whole and on the disk from the moment it has its name; who comes second takes the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
        file.write(os.urandom(SEED_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
