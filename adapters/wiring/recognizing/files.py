"""Files of any kind tried one after the other: recognized, read by their standard, told in a line each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from adapters.wiring.recognizing import telling
from adapters.wiring.recognizing.given import INTERCHANGES, Given, bytes_of
from adapters.wiring.recognizing.outcomes import TOLD, Line, done, failed
from adapters.wiring.recognizing.standards import Fit, Standards, held_in, takes
from adapters.wiring.samples import Desk, Fault, Made, made_of
from core.hub.mapping import Mapping
from core.hub.node import Node
from core.hub.normalize import SCRUBBED_BYTES_MAX
from core.hub.redaction import scrubbed
from core.kernel.errors import FAULTS, Unreadable

# How a mapping says that nothing in a document is its own.
_NOTHING = "map.no_documents@"


class Profile(StrEnum):
    """Whether what a partner does wrong is refused, or passed over and flagged where a reader can."""

    STRICT = "strict"
    LENIENT = "lenient"


class Files:
    """The standards at hand, and any number of files; nothing of one is kept when the next is tried."""

    def __init__(self, root: Path, profile: Profile = Profile.STRICT, *, tracing: bool = False) -> None:
        self.desk = Desk(root)
        self._standards = Standards(self.desk, root)
        self._lenient = profile is Profile.LENIENT
        self._tracing = tracing

    def line(self, file: Path, mapping: Path | None = None) -> Line:
        """What becomes of it, by the mapping or by its standard; whatever is wrong stands in the line."""
        name = os.fsencode(file).decode("utf-8", "replace")
        payload = b""
        try:
            payload = bytes_of(file)
            given = Given(payload, file.name, lenient=self._lenient)
            return self._recognized(name, given) if mapping is None else self._by(name, given, mapping)
        except Unreadable as error:
            # What we say of a file that nobody reads quotes no value of it.
            said = error if error.cause in TOLD else scrubbed(error, payload[:SCRUBBED_BYTES_MAX])
            return failed(name, Fault(code=said.cause, place=_plain(said.place), text=_plain(said.text)))
        except (*FAULTS, MemoryError) as fault:
            kind = type(fault).__name__
            text = f"the reading failed with {kind}; keep the file, and have the reading mended"
            return failed(name, Fault(code=f"normalize.fault@{kind}", place=file.name, text=text))

    def recognized_by(self, given: Given) -> str | None:
        """The mapping of a standard that takes the document, by its path below mappings/."""
        if not given.is_read:
            return None
        found = next(self._trees(given, given.plain()), None)
        return found[0].mapping.name if found else None

    def _by(self, name: str, given: Given, path: Path) -> Line:
        """By the mapping that is named, as the hub would."""
        mapping = self.desk.mapping(path)
        return done(name, *self._read(mapping, path, given.exactly(mapping.format, mapping.options), given))

    def _recognized(self, name: str, given: Given) -> Line:
        kind = given.kind
        if not given.is_read and kind.grid is None:
            raise telling.not_read(kind)
        root = given.plain()
        broken = given.broken
        if broken is not None and broken.cause != "xml.doctype" and kind.name not in INTERCHANGES:
            raise broken
        documents, refused = self._by_standards(given, root)
        if broken is not None and (refused is None or kind.name in INTERCHANGES):
            # Of an interchange that is broken the messages stand that are not.
            line = failed(name, Fault(code=broken.cause, place=broken.place, text=broken.text))
            return msgspec.structs.replace(line, documents=tuple(documents))
        if refused is None:
            raise telling.unknown(kind, root)
        return done(name, documents, refused)

    def _by_standards(self, given: Given, root: Node | None) -> tuple[list[Made], list[Fault] | None]:
        """What the first mapping that takes it makes; of an interchange what each of them makes.

        No faults but None where no rule takes it, or none finds anything of its own in an interchange.
        """
        documents: list[Made] = []
        refused: list[Fault] | None = None
        several = given.kind.name in INTERCHANGES
        for fit, tree in self._trees(given, root):
            made, faults = self._read(fit.mapping, fit.path, tree, given)
            if several and not made and [fault.code[: len(_NOTHING)] for fault in faults] == [_NOTHING]:
                continue
            documents += made
            refused = [*(refused or []), *faults]
            if not several:
                break
        return documents, refused

    def _trees(self, given: Given, root: Node | None) -> Iterator[tuple[Fit, Node]]:
        """Each rule that takes the document, with the tree its mapping reads; else those of what it holds."""
        found = False
        # A standard's own reader makes another tree of JSON, whose plain root has no name.
        for fit in self._standards.fitting(given, None if given.kind.name == "json" else root):
            try:
                tree = given.tree(fit.mapping.format, fit.mapping.options)
            except Unreadable as error:
                # The reader of one standard says of all others that they are not its own.
                if (
                    error.cause.endswith((".no_capture", ".no_document", ".doctype"))
                    or given.broken is not None
                ):
                    continue
                raise
            if takes(fit.rule, tree):
                found = True
                yield fit, tree
        for held in held_in(root) if root is not None and not found else ():
            yield from ((fit, held) for fit in self._standards.fitting(given, held) if fit.rule.root)

    def _read(
        self, mapping: Mapping, path: Path, tree: Node, given: Given
    ) -> tuple[tuple[Made, ...], list[Fault]]:
        """What the mapping makes of a tree that is read, and what it or the catalogue refuses."""
        facts = self.desk.facts(path, given.name)
        try:
            documents, refused = made_of((mapping.trace if self._tracing else mapping.read)(tree, facts))
        except Unreadable as error:
            return (), [Fault(code=error.cause, place=_plain(error.place), text=_plain(error.text))]
        passed = telling.flags_in(tree)
        return tuple(_flagged(one, passed) for one in documents) if passed else documents, refused


def _flagged(one: Made, passed: Iterable[str]) -> Made:
    return msgspec.structs.replace(one, flags=tuple(dict.fromkeys((*one.flags, *passed))))


def _plain(text: str) -> str:
    """Half a character that a reader quotes is no text."""
    return text.encode("utf-8", "replace").decode()


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and all those below folders, in order; links are not followed."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path):
            below.sort()
            yield from (Path(folder, name) for name in sorted(names))
