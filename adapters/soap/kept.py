"""A WSDL with everything it imports, as one text: what is registered, kept by hash, and loaded from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
from lxml import etree

from adapters.formats.xml import parsed
from adapters.soap.imports import references, require_harmless
from core.kernel.errors import UNDECODABLE, Refused, Unreadable

# Stands for the folder that the copy was made of; nobody ever asks a network for it.
BASE = "http://kept.invalid/"
FILES_MAX = 300
BYTES_MAX = 20 * 1024 * 1024
OWN = Path(__file__).parent / "schemas"
# What every WSDL of its kind imports from the web: our own words for what messages are written by.
STANDARD = {
    "http://schemas.xmlsoap.org/soap/encoding/": "soap_encoding.xsd",
    "http://www.w3.org/2005/05/xmlmime": "xmlmime.xsd",
}


class Kept(msgspec.Struct, frozen=True):
    """root: the WSDL's address in the copy. files: every text by its address, all imports made absolute."""

    root: str
    files: dict[str, str]

    def text(self, location: str) -> bytes:
        """Raises Refused, with its name, for what is not in the copy."""
        found = self.files.get(location.partition("#")[0]) or standard(location)
        if found is None:
            raise Refused(
                f"{named(location)} is not in the kept copy; register the WSDL with it",
                cause="wsdl.missing",
                place=location[:300],
            )
        return found.encode() if isinstance(found, str) else found

    def encoded(self) -> bytes:
        return msgspec.json.encode(self, order="sorted")


def decoded(kept: bytes) -> Kept:
    """What was registered. Raises Unreadable if it is none."""
    try:
        return msgspec.json.decode(kept, type=Kept)
    except UNDECODABLE as error:
        raise Unreadable(f"it is no kept WSDL: {error}", cause="wsdl.no_copy") from error


def standard(location: str) -> bytes | None:
    """Our own words for a schema of the web, where we have them."""
    name = STANDARD.get(location) or STANDARD.get(location.rstrip("/"))
    return (OWN / name).read_bytes() if name else None


def named(location: str) -> str:
    """A location as its maker wrote it."""
    return location.removeprefix(BASE)


def gather(wsdl: Path, root: Path, given: Mapping[str, Path]) -> Kept:
    """The WSDL and all it imports. Raises Refused or Unreadable with the name of what cannot be had.

    root: the folder that relative imports stay below. given: files for imports that lead elsewhere.
    """
    return _Gathering(root.resolve(), given).all_of(wsdl.resolve())


class _Gathering:
    """One walk from import to import."""

    def __init__(self, root: Path, given: Mapping[str, Path]) -> None:
        self._root = root
        self._given = given
        self._files: dict[str, str] = {}
        self._size = 0

    def all_of(self, wsdl: Path) -> Kept:
        if not wsdl.is_relative_to(self._root):
            raise Refused(f"{wsdl.name} does not lie below {self._root.name}/", cause="wsdl.folder")
        start = BASE + wsdl.relative_to(self._root).as_posix()
        todo = [(start, wsdl)]
        while todo:
            location, path = todo.pop()
            if location not in self._files:
                todo += self._take(location, path)
        return Kept(start, self._files)

    def _take(self, location: str, path: Path) -> list[tuple[str, Path]]:
        """Keeps one file; what it imports, as (its address in the copy, where it lies)."""
        root = self._parsed(location, path)
        found = []
        for reference in references(root):
            absolute, at = self._resolved(reference.location, location)
            reference.element.set(reference.attribute, absolute)
            found += [(absolute, at)] if at is not None else []
        self._files[location] = etree.tostring(root, encoding="unicode")
        if len(self._files) > FILES_MAX:
            raise Refused(f"it imports over {FILES_MAX} files", cause="wsdl.too_many")
        return found

    def _parsed(self, location: str, path: Path) -> etree._Element:
        try:
            payload = path.read_bytes()
            self._size += len(payload)
            if self._size > BYTES_MAX:
                raise Refused(f"with its imports it has over {BYTES_MAX} bytes", cause="wsdl.too_large")
            return parsed(payload, {})
        except OSError as error:
            raise Refused(
                f"{named(location)} cannot be read: {error.strerror}",
                cause="wsdl.missing",
                place=named(location),
            ) from error
        except Unreadable as error:
            text = f"{named(location)} {error.place}: {error.text}"
            raise Unreadable(text, cause=error.cause, place=named(location)) from error

    def _resolved(self, said: str, importer: str) -> tuple[str, Path | None]:
        """(the address in the copy, the file): None where we have words of our own."""
        of = named(importer)
        require_harmless(said, of=of)
        absolute = urljoin(importer, said)
        for address in (said, absolute):
            if address in self._given:
                return _address(address), self._given[address]
        if standard(said) is not None:
            return said, None
        inside = absolute.startswith(BASE) and not urlsplit(said).scheme and not said.startswith("/")
        path = self._below(importer, said) if inside else None
        if path is None:
            raise Refused(
                f"{of} imports {said[:300]!r}, which is not on hand; save it and say where:"
                f" --import {said[:300]}=FILE",
                cause="wsdl.missing",
                place=said[:300],
            )
        return BASE + path.relative_to(self._root).as_posix(), path

    def _below(self, importer: str, said: str) -> Path | None:
        """The file beside the importer, if it is one below the root."""
        here = self._root / unquote(importer.removeprefix(BASE)) if importer.startswith(BASE) else self._root
        try:
            path = (here.parent / unquote(said.partition("#")[0])).resolve()
            return path if path.is_relative_to(self._root) and path.is_file() else None
        except (OSError, ValueError):
            return None


def _address(said: str) -> str:
    """Of a given file: as it is called, so that what it imports relatively is relative to that."""
    return said if urlsplit(said).scheme else BASE + said.lstrip("/")
