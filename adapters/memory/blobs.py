"""Large bytes in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from core.kernel.errors import Broken


class MemoryBlobs:
    """Blobs in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, payload: bytes) -> str:
        name = sha256(payload).hexdigest()
        self._kept[name] = payload
        return name

    def keep(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        whole = b"".join(pieces)
        return self.put(whole), len(whole)

    def join(self, names: Sequence[str]) -> tuple[str, int]:
        return self.keep(self.get(name) for name in names)

    def get(self, name: str) -> bytes:
        try:
            return self._kept[name]
        except KeyError:
            raise Broken(f"blob {name} is missing", cause="blob.missing") from None
