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
# As sha256sum writes a line: the hash, and perhaps the name; or the hash behind BSD's name.
_HASH = re.compile(r"(?:^|[=\s])([0-9A-Fa-f]{64})(?:\s|$)")
_BSD = re.compile(r"[A-Z0-9-]+ ?\((.*)\) ?= ?")


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


def file_of(name: str) -> str:
    """Of which file a manifest of this name is; "" where it is none."""
    return next((name.removesuffix(ending) for ending in BESIDE if name.endswith(ending)), "")


def read_manifest(name: str, payload: bytes, *, of: str) -> Manifest:
    """What the file of this name says of that one; of what makes no sense the fault."""
    return (_checksum if name.endswith(CHECKSUM) else _counts)(name, payload, of)


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


def _checksum(name: str, payload: bytes, of: str) -> Manifest:
    """It may list several files: then the line that names this one counts."""
    lines = payload.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    said = [found for line in lines if (found := _line(line.rstrip("\r"))) is not None]
    if not said:
        return Manifest(fault=f"{name} holds no SHA-256")
    named = {digest for digest, file in said if _is(file, of)}
    alone = {digest for digest, _ in said}
    if not named and len(alone) == 1:
        # It stands beside its file, whatever that was called when it was made.
        named = alone
    if len(named) != 1:
        what = f"{len(named)} hashes of {of}" if named else f"hashes of {len(said)} files, and none of {of}"
        return Manifest(fault=f"{name} holds {what}")
    return Manifest(sha256=named.pop())


def _line(line: str) -> tuple[str, str] | None:
    """Its hash and the name beside it, None where it has no hash."""
    escaped = line.startswith("\\")
    line = line[escaped:]
    found = _HASH.search(line)
    if found is None:
        return None
    before, after = line[: found.start(1)], line[found.end(1) :]
    bsd = _BSD.fullmatch(before)
    name = bsd[1] if bsd else after.strip().removeprefix("*") or before.strip()
    if escaped:
        name = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], name)
    return found[1].lower(), name


def _is(said: str, name: str) -> bool:
    """Whether this name, or the end of this path, is meant."""
    return name in (said, *re.split(r"[\\/]", said)[-1:])


class _Counts(msgspec.Struct, frozen=True):
    """What is said of one file; name: where several are."""

    name: str = ""
    sha256: str = ""
    bytes: int = UNSAID
    lines: int = UNSAID


class _Said(_Counts, frozen=True):
    """A manifest as partners write it; what else stands there is theirs."""

    files: list[_Counts] = []


def _counts(name: str, payload: bytes, of: str) -> Manifest:
    try:
        whole = msgspec.json.decode(payload.removeprefix(b"\xef\xbb\xbf"), type=_Said)
    except UNDECODABLE as error:
        return Manifest(fault=f"{name} is no manifest: {error}")
    listed = [one for one in whole.files if _is(one.name, of)]
    if whole.files and len(listed) != 1:
        return Manifest(fault=f"{name} names {of} {len(listed)} times among {len(whole.files)} files")
    said = listed[0] if listed else whole
    if said.sha256 and not re.fullmatch("[0-9A-Fa-f]{64}", said.sha256):
        return Manifest(fault=f"{name}: sha256 is no SHA-256")
    if not said.sha256 and said.bytes < 0 and said.lines < 0:
        return Manifest(fault=f"{name} says neither sha256 nor bytes nor lines")
    return Manifest(sha256=said.sha256.lower(), bytes=said.bytes, lines=said.lines)
