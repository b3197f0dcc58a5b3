"""The hub's key of the suite gm."""

from __future__ import annotations

from pathlib import Path

from adapters.trust import sm2
from adapters.trust.key_file import kept_bytes
from core.kernel.errors import Broken


class Sm2Key:
    """An SM2 key pair that signs, and opens what was wrapped to it."""

    def __init__(self, private: bytes) -> None:
        self._private = private
        self.public_key = sm2.public_of(private)

    @classmethod
    def kept_in(cls, path: Path) -> Sm2Key:
        """The key in this file (32 bytes, mode 0600), made when it is first needed."""
        try:
            return cls(kept_bytes(path, sm2.make_private))
        except ValueError as error:
            raise Broken(f"{path}: {error}; restore it", cause="key.broken") from error

    def sign(self, text: bytes) -> bytes:
        return sm2.sign(self._private, self.public_key, text)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Raises sm2.Failed if it was wrapped to another key, or touched."""
        return sm2.unwrap(self._private, self.public_key, wrapped)
