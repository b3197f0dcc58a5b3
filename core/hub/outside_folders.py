"""What of a folder outside is to be taken: the words of a pull that every adapter of folders knows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple, get_args

import msgspec

from core.hub.archive_names import called
from core.hub.contracts import Pull
from core.hub.manifests import BESIDE, MANIFEST_BYTES_MAX, Manifest, both, file_of, read_manifest
from core.hub.pulls import BROKEN, Found, NotNow
from core.kernel.errors import Refused

LISTED_MAX = 100_000
# What programs call a file while they write it.
UNFINISHED = (".part", ".filepart", ".tmp", ".swp", ".crdownload")
Finished = Literal["still", "name", "marker"]
After = Literal["archive", "delete", "leave"]
Manifests = Literal["allowed", "required", "off"]
Compare = Literal["version", "bytes"]
_CHOICES = {"finished": Finished, "after": After, "manifest": Manifests, "compare": Compare}
_SECONDS = {"stable_s": "10", "manifest_wait_s": "3600"}
# Reads a small file of the folder whole.
Read = Callable[[str], bytes]


class Places(NamedTuple):
    """Which folder a pull looks into and where it puts away, "" where nowhere; pattern: of what it means."""

    folder: str
    archive: str
    pattern: str


class FolderWords(msgspec.Struct, frozen=True, kw_only=True):
    """pattern: of the names that are meant. after: what is done with a file that was taken.

    finished: how a file tells that it is whole: it stands `still` for stable_s, by its `name` alone (its
    writer renames it), or by a `marker` beside it, the same name with this ending. archive: a folder, below
    the one looked into where it is no whole path. manifest: whether `name.sha256` and `name.manifest.json`
    beside a file are `allowed` (held against it where they are there), `required`, or `off`. manifest_wait_s:
    so long one waits for the other. compare: by what a file that is left there is known; by its `bytes` it is
    read at every look.
    """

    pattern: str = "*"
    finished: Finished = "still"
    stable_s: float = 10.0
    marker: str = ".ok"
    after: After = "archive"
    archive: str = "archive"
    manifest: Manifests = "allowed"
    manifest_wait_s: float = 3600.0
    compare: Compare = "version"

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
        seconds = {name: _seconds(pull, name, said.pop(name, else_)) for name, else_ in _SECONDS.items()}
        return msgspec.structs.replace(msgspec.convert(said, cls), **seconds)

    def whole(self, entries: Iterable[Entry], read: Read) -> list[Found]:
        """What is to be taken, oldest first. Refused where more lies there than any look bears."""
        lying = _listed(entries)
        # What was taken lies there no more; where it is left, only who asks for it has its bytes compared.
        goes = self.after != "leave" or self.compare == "bytes"
        settles_s = self.stable_s if self.finished == "still" else 0.0
        told = []
        for one in _oldest_first(entry for entry in lying.values() if self._is_meant(entry.name, lying)):
            manifest = self._manifest(one.name, one.name, lying, read)
            awaited = self._awaited(one.name, manifest)
            found = Found(
                name=one.name, size=one.size, modified=one.version, manifest=manifest, goes=goes,
                settles_s=self.manifest_wait_s if awaited else settles_s, facts=_broken(awaited),
            )  # fmt: skip
            told.append(found)
        return told

    def put_away(self, entries: Iterable[Entry], read: Read) -> list[Found]:
        """What was put away before, oldest first, as it was called; its manifests lie with it."""
        lying = _listed(entries)
        told = []
        for one in _oldest_first(lying.values()):
            name = called(one.name)
            if not self._is_ours(one.name, name):
                continue
            manifest = self._manifest(one.name, name, lying, read)
            found = Found(
                name=name, size=one.size, modified=one.version, manifest=manifest, put_away=True,
                kept_as=one.name, facts=_broken(self._awaited(name, manifest)),
            )  # fmt: skip
            told.append(found)
        return told

    def places(self, folder: str, archive: str) -> Places:
        """As whole names, the same for every pull that means the same folder."""
        return Places(folder, archive if self.after == "archive" else "", self.pattern)

    def markers(self, name: str) -> list[str]:
        """What goes with a file of this name, where it lies there, and is kept nowhere."""
        return [name + self.marker] if self.finished == "marker" else []

    def manifests(self, name: str) -> list[str]:
        """The endings of what is put away with a file of this name, where it lies there."""
        return [] if self.manifest == "off" or file_of(name) else list(BESIDE)

    def is_alone(self, name: str) -> bool:
        """Whether it is a manifest whose file did not come: put away it vouches for no other."""
        return self.manifest != "off" and file_of(name) != ""

    def _is_meant(self, name: str, lying: Mapping[str, Entry]) -> bool:
        if _is_unfinished(name):
            return False
        if self.is_alone(name):
            file = file_of(name)
            on_its_way = any(file + ending in lying for ending in ("", *UNFINISHED))
            return not on_its_way and fnmatchcase(file, self.pattern)
        if not fnmatchcase(name, self.pattern):
            return False
        if self.finished != "marker":
            return True
        return not name.endswith(self.marker) and name + self.marker in lying

    def _is_ours(self, lies_as: str, name: str) -> bool:
        """Of what was put away: what this pull means. A manifest beside its file is told with it."""
        if _is_unfinished(lies_as) or (self.manifest != "off" and file_of(lies_as)):
            return False
        return fnmatchcase(file_of(name) if self.is_alone(name) else name, self.pattern)

    def _awaited(self, name: str, manifest: Manifest | None) -> str:
        """What is missing still; taken without it, it is taken as broken."""
        waited = f"within {self.manifest_wait_s:g} s"
        if self.is_alone(name):
            return f"{file_of(name)} did not come {waited} of its manifest"
        if manifest is not None:
            # It may be that it is written just now.
            return manifest.fault
        return f"its manifest is required, and none came {waited}" if self.manifest == "required" else ""

    def _manifest(self, lies_as: str, name: str, lying: Mapping[str, Entry], read: Read) -> Manifest | None:
        said = [
            _read(lying[lies_as + ending], name, read)
            for ending in self.manifests(name)
            if lies_as + ending in lying
        ]
        return None if not said else said[0] if len(said) == 1 else both(said[0], said[1])


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


def _listed(entries: Iterable[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        found[entry.name] = entry
        if len(found) > LISTED_MAX:
            raise Refused(f"more than {LISTED_MAX} files lie there; clear it up", cause="pull.too_many")
    return found


def _is_unfinished(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _oldest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.modified, one.nanos, one.name))


def _read(entry: Entry, name: str, read: Read) -> Manifest:
    """name: of the file that it is of."""
    if entry.size > MANIFEST_BYTES_MAX:
        return Manifest(fault=f"{entry.name} has {entry.size} bytes, at most {MANIFEST_BYTES_MAX} are read")
    return read_manifest(entry.name, read(entry.name), of=name)


def _broken(why: str) -> dict[str, str]:
    return {BROKEN: why} if why else {}


def _seconds(pull: Pull, name: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 86_400:
        raise _wrong(pull, f"{name}: {text!r} is no number of seconds")
    return seconds


def _wrong(pull: Pull, text: str) -> Refused:
    return Refused(f"pull {pull.name}: {text}", cause="pull.options")
