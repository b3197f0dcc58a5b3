"""What of a folder outside is to be taken: the words of a pull that every adapter of folders knows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Literal, get_args

import msgspec

from core.hub.contracts import Pull
from core.hub.manifests import BESIDE, MANIFEST_BYTES_MAX, Manifest, both, read_manifest
from core.hub.pulls import Found, NotNow
from core.kernel.errors import Refused

LISTED_MAX = 100_000
# What programs call a file while they write it.
UNFINISHED = (".part", ".filepart", ".tmp", ".swp", ".crdownload")
Finished = Literal["still", "name", "marker"]
After = Literal["archive", "delete", "leave"]
Manifests = Literal["allowed", "required", "off"]
_CHOICES = {"finished": Finished, "after": After, "manifest": Manifests}
# Reads a small file of the folder whole.
Read = Callable[[str], bytes]


class FolderWords(msgspec.Struct, frozen=True, kw_only=True):
    """pattern: of the names that are meant. after: what is done with a file that was taken.

    finished: how a file tells that it is whole: it stands `still` for stable_s, by its `name` alone (its
    writer renames it), or by a `marker` beside it, the same name with this ending. archive: a folder, below
    the one looked into where it is no whole path. manifest: whether `name.sha256` and `name.manifest.json`
    beside a file are `allowed` (held against it where they are there), `required` (waited for), or `off`.
    """

    pattern: str = "*"
    finished: Finished = "still"
    stable_s: float = 10.0
    marker: str = ".ok"
    after: After = "archive"
    archive: str = "archive"
    manifest: Manifests = "allowed"

    @classmethod
    def read(cls, pull: Pull) -> FolderWords:
        """Of the pull's options. Refused for a word or a value that is none."""
        words = {name: str(value) for name, value in pull.options.items()}
        said = {name: words.pop(name) for name in cls.__struct_fields__ if name in words}
        if words:
            known = ", ".join(cls.__struct_fields__)
            raise _wrong(pull, f"{', '.join(sorted(words))}: no such option; known are {known}")
        for name, choices in ((name, get_args(kind)) for name, kind in _CHOICES.items()):
            if said.get(name, choices[0]) not in choices:
                raise _wrong(pull, f"{name}: {said[name]}: one of {', '.join(choices)} is wanted")
        stable_s = _seconds(pull, said.pop("stable_s", "10"))
        return msgspec.structs.replace(msgspec.convert(said, cls), stable_s=stable_s)

    def whole(self, entries: Iterable[Entry], read: Read) -> list[Found]:
        """What is to be taken, oldest first. Refused where more lies there than any look bears."""
        by_name: dict[str, Entry] = {}
        for entry in entries:
            by_name[entry.name] = entry
            if len(by_name) > LISTED_MAX:
                raise Refused(f"more than {LISTED_MAX} files lie there; clear it up", cause="pull.too_many")
        meant = [one for one in by_name.values() if self._is_meant(one.name, by_name)]
        meant.sort(key=lambda one: (one.modified, one.nanos, one.name))
        settles_s = self.stable_s if self.finished == "still" else 0.0
        return [
            Found(
                name=one.name,
                size=one.size,
                modified=one.version,
                settles_s=settles_s,
                manifest=self._manifest(one.name, by_name, read),
            )
            for one in meant
        ]

    def beside(self, name: str) -> list[str]:
        """What is put away with a file of this name, where it lies there."""
        marker = [name + self.marker] if self.finished == "marker" else []
        return marker + ([name + ending for ending in BESIDE] if self.manifest != "off" else [])

    def put_away(self, entries: Iterable[Entry]) -> list[Found]:
        """What was put away before, oldest first."""
        alone = msgspec.structs.replace(self, pattern="*", finished="name", manifest="off")
        # A manifest was held against its file before: alone it is nothing to take.
        files = [entry for entry in entries if not entry.name.endswith(BESIDE)]
        return [msgspec.structs.replace(found, put_away=True) for found in alone.whole(files, _nothing)]

    def _is_meant(self, name: str, beside: Mapping[str, Entry]) -> bool:
        if name.startswith(".") or name.lower().endswith(UNFINISHED) or not fnmatchcase(name, self.pattern):
            return False
        if self.manifest != "off" and _is_manifest(name, beside):
            return False
        if self.manifest == "required" and not any(name + ending in beside for ending in BESIDE):
            return False
        if self.finished != "marker":
            return True
        return not name.endswith(self.marker) and name + self.marker in beside

    def _manifest(self, name: str, beside: Mapping[str, Entry], read: Read) -> Manifest | None:
        names = [name + ending for ending in BESIDE if name + ending in beside]
        if self.manifest == "off" or not names:
            return None
        said = [self._read(each, beside[each], read) for each in names]
        return said[0] if len(said) == 1 else both(said[0], said[1])

    def _read(self, name: str, entry: Entry, read: Read) -> Manifest:
        if entry.size > MANIFEST_BYTES_MAX:
            return Manifest(fault=f"{name} has {entry.size} bytes, at most {MANIFEST_BYTES_MAX} are read")
        return read_manifest(name, read(name))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the other side lists it; modified in seconds since 1970, as its clock says.

    nanos: of that second, where the other side tells them: what was replaced within a second is another.
    """

    name: str
    size: int
    modified: int
    nanos: int = 0

    @property
    def version(self) -> str:
        return f"{self.modified}.{self.nanos:09d}" if self.nanos else str(self.modified)


def same(found: Found, entry: Entry | None) -> Entry:
    """What lies there, if it is what was found. NotNow if it is gone or another."""
    if entry is None:
        raise NotNow(f"{found.name} is gone before it could be taken", cause="pull.gone")
    if (entry.size, entry.version) != (found.size, found.modified):
        raise NotNow(f"{found.name} changed while it was looked at", cause="pull.changed")
    return entry


def _is_manifest(name: str, beside: Mapping[str, Entry]) -> bool:
    return any(name.endswith(ending) and name.removesuffix(ending) in beside for ending in BESIDE)


def _nothing(name: str) -> bytes:
    return b""


def _seconds(pull: Pull, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 86_400:
        raise _wrong(pull, f"stable_s: {text!r} is no number of seconds")
    return seconds


def _wrong(pull: Pull, text: str) -> Refused:
    return Refused(f"pull {pull.name}: {text}", cause="pull.options")
