"""Seals what must be readable again, but not in the database: second factors, by a key of the home."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.kernel.errors import Broken

KEY_BYTES = 32
NONCE_BYTES = 12
NAME = "people.key"


class Seal:
    """AES-256-GCM; what is sealed for one owner opens for no other."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def kept_in(cls, folder: Path) -> Seal:
        """The key in this folder, made there if there is none, readable by its owner alone."""
        path = folder / NAME
        if not path.exists():
            _make(path)
        return cls(_read(path))

    def close(self, owner: str, secret: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, owner.encode())

    def open(self, owner: str, sealed: bytes) -> bytes:
        """Raises Broken if it was sealed for another, by another key, or changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except (InvalidTag, ValueError) as error:
            raise Broken(
                f"what is sealed for {owner} does not open; was {NAME} of the hub's home changed?",
                cause="people.seal",
            ) from error


def _make(path: Path) -> None:
    """Whole from the moment it has its name; who comes second takes the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Broken(f"{path} has {len(key)} bytes, a key has {KEY_BYTES}", cause="people.key")
    return key
