"""Mapping files to mappings: their text, what they extend, their tables, and the readers they name."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from pathlib import Path
from typing import Any

import msgspec

from adapters.formats import discovery
from adapters.formats.yaml import READER as YAML
from core.catalogue import TYPES
from core.hub.mapping import Facts, Mapping, Reading, Source, Writing, compile_mapping, compile_writing
from core.hub.node import Node, Reader, Writer
from core.kernel.errors import UNDECODABLE, Unreadable

# The text of a file below mappings/, by its path there.
Fetch = Callable[[str], bytes]
Types = Dictionary[str, type[msgspec.Struct]]


def nothing(name: str) -> bytes:
    """A library without files."""
    raise Unreadable(f"there is no file {name!r}", cause="mapping.no_file")


def folder(root: Path) -> Fetch:
    """The files below one folder, never beside it."""

    def fetch(name: str) -> bytes:
        path = (root / name).resolve()
        try:
            known = path.is_relative_to(root.resolve()) and path.is_file()
        except OSError:
            # A name that is too long for any file.
            known = False
        if not known:
            raise Unreadable(f"there is no file {name[:200]!r} below {root.name}/", cause="mapping.no_file")
        return path.read_bytes()

    return fetch


def load_mapping(text: bytes, name: str, fetch: Fetch = nothing, types: Types | None = TYPES) -> Mapping:
    """Compiled; Unreadable lists every fault with file, line and column.

    name: its path below mappings/. types: the canonical types it may make; None is for trials.
    """
    library = Library(fetch, types)
    return compile_mapping(Source(name, library.parsed(text, name)), library)


def load_writing(text: bytes, name: str, fetch: Fetch = nothing) -> Writing:
    """The same for what goes out; it may take messages of our own too, which no catalogue lists."""
    library = Library(fetch)
    return compile_writing(Source(name, library.parsed(text, name)), library)


def write(writing: Writing, body: dict[str, Any], facts: Facts) -> bytes:
    """A canonical body as the bytes a partner takes."""
    return discovery.writer(writing.format).write(writing.write(body, facts), writing.options)


def understand(mapping: Mapping, payload: bytes, facts: Facts) -> Reading:
    """What a payload says by a mapping: read by its reader, then mapped."""
    return mapping.read(discovery.reader(mapping.format).read(payload, mapping.options), facts)


def bundle(text: bytes, name: str, fetch: Fetch = nothing, types: Types | None = TYPES) -> bytes:
    """A mapping with every file it needs, as one text that is published and kept for ever."""
    library = Library(fetch, types)
    tree = library.parsed(text, name)
    outward = any(child.name == "writes" for child in tree.children)
    (compile_writing if outward else compile_mapping)(Source(name, tree), library)
    files = {key: value.decode() for key, value in {name: text, **library.fetched}.items()}
    return msgspec.json.encode({"name": name, "files": files}, order="sorted")


def load_bundle(kept: bytes) -> Mapping:
    """The mapping as it was published; it was held against the types there were then."""
    held = _held(kept)
    return load_mapping(held.files[held.name].encode(), held.name, _among(held.files), types=None)


def load_writing_bundle(kept: bytes) -> Writing:
    """The same for what goes out."""
    held = _held(kept)
    return load_writing(held.files[held.name].encode(), held.name, _among(held.files))


def _held(kept: bytes) -> _Bundle:
    try:
        held = msgspec.json.decode(kept, type=_Bundle)
    except UNDECODABLE as error:
        raise Unreadable(f"it is no published mapping: {error}", cause="mapping.no_bundle") from error
    if held.name not in held.files:
        raise Unreadable(f"it does not hold {held.name}", cause="mapping.no_bundle")
    return held


class _Bundle(msgspec.Struct):
    name: str
    files: dict[str, str]


def _among(files: Dictionary[str, str]) -> Fetch:
    return lambda name: files[name].encode() if name in files else nothing(name)


class Library:
    """What a mapping may ask for while it is compiled."""

    def __init__(self, fetch: Fetch, types: Types | None = TYPES) -> None:
        self.fetch = fetch
        self._types = types
        self.fetched: dict[str, bytes] = {}

    def tree(self, name: str) -> Node:
        text = self.fetched[name] = self.fetch(name)
        return self.parsed(text, name)

    def reader(self, name: str) -> Reader:
        return discovery.reader(name)

    def writer(self, name: str) -> Writer:
        return discovery.writer(name)

    def types(self) -> Types | None:
        return self._types

    def parsed(self, text: bytes, name: str) -> Node:
        try:
            return YAML.read(text, {})
        except Unreadable as error:
            raise Unreadable(
                f"{name} {error.text}", cause=f"mapping.invalid@{name}", place=error.place
            ) from error
