"""What a partner says of a file beside it: its SHA-256, its bytes, its lines; and whether that holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from core.kernel.errors import UNDECODABLE

CHECKSUM, COUNTS = ".sha256", ".manifest.json"
BESIDE = (CHECKSUM, COUNTS)
MANIFEST_BYTES_MAX = 64 * 1024
UNSAID = -1
# As sha256sum writes it: the hash, and perhaps the name; or the hash behind BSD's name.
_HASH = re.compile(r"(?:^|[=\s])([0-9A-Fa-f]{64})(?:\s|$)")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """sha256, bytes, lines: what the file must have, where it is said. fault: why this is none at all."""

    sha256: str = ""
    bytes: int = UNSAID
    lines: int = UNSAID
    fault: str = ""


class Measured:
    """Pieces that are counted while they pass: a last line without an end is a line."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._ends = 0
        self._open = False

    @property
    def lines(self) -> int:
        return self._ends + self._open

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if piece:
                self._ends += piece.count(b"\n")
                self._open = not piece.endswith(b"\n")
                yield piece


def read_manifest(name: str, payload: bytes) -> Manifest:
    """What the file of this name says; of what makes no sense the fault."""
    return _checksum(name, payload) if name.endswith(CHECKSUM) else _counts(name, payload)


def both(first: Manifest, second: Manifest) -> Manifest:
    """Two files beside one: each says what the other leaves out; two hashes must be one."""
    if first.sha256 and second.sha256 and first.sha256 != second.sha256:
        return Manifest(fault=f"its manifests say two hashes, {first.sha256} and {second.sha256}")
    return Manifest(
        sha256=first.sha256 or second.sha256,
        bytes=max(first.bytes, second.bytes),
        lines=max(first.lines, second.lines),
        fault=first.fault or second.fault,
    )


def broken(manifest: Manifest, *, sha256: str, size: int, lines: int) -> str:
    """What does not hold, in words; "" where all does."""
    if manifest.fault:
        return manifest.fault
    found = []
    if manifest.sha256 and manifest.sha256 != sha256:
        found.append(f"hash {sha256}, the manifest says {manifest.sha256}")
    if manifest.bytes not in (UNSAID, size):
        found.append(f"{size} bytes, the manifest says {manifest.bytes}")
    if manifest.lines not in (UNSAID, lines):
        found.append(f"{lines} lines, the manifest says {manifest.lines}")
    return "; ".join(found)


def _checksum(name: str, payload: bytes) -> Manifest:
    found = _HASH.search(payload.decode("utf-8", "replace").lstrip("\ufeff\\"))
    return Manifest(sha256=found[1].lower()) if found else Manifest(fault=f"{name} holds no SHA-256")


class _Said(msgspec.Struct, frozen=True):
    """A manifest as partners write it; what else stands there is theirs."""

    sha256: str = ""
    bytes: int = UNSAID
    lines: int = UNSAID


def _counts(name: str, payload: bytes) -> Manifest:
    try:
        said = msgspec.json.decode(payload.removeprefix(b"\xef\xbb\xbf"), type=_Said)
    except UNDECODABLE as error:
        return Manifest(fault=f"{name} is no manifest: {error}")
    if said.sha256 and not re.fullmatch("[0-9A-Fa-f]{64}", said.sha256):
        return Manifest(fault=f"{name}: sha256 is no SHA-256")
    if not said.sha256 and said.bytes < 0 and said.lines < 0:
        return Manifest(fault=f"{name} says neither sha256 nor bytes nor lines")
    return Manifest(sha256=said.sha256.lower(), bytes=said.bytes, lines=said.lines)
