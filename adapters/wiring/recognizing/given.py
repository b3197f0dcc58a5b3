"""One file as it was given: its bytes, what they are, and the trees that readers make of them."""

from __future__ import annotations

import stat
from pathlib import Path

from adapters import formats
from adapters.formats.encoding import EBCDIC, marked
from adapters.wiring.recognizing.signs import HEAD_BYTES, kind_of
from core.hub.node import Node
from core.kernel.errors import Unreadable

BYTES_MAX = 64 * 1024 * 1024
INTERCHANGES = ("edifact", "x12")
# A trial is of one file among thousands: it holds less at once than the hub would, and says so.
BOUNDS = {"nodes_max": "500000", "rows_max": "200000", "cells_max": "1000000", "segments_max": "200000"}
# How a kind is read before it is known which mapping reads it.
_PLAIN: dict[str, dict[str, str]] = {"excel": {"sheet": "all"}}
# Whose readers are told the encoding that was found; of XML and interchanges the bytes say it themselves.
_TOLD = ("json", "jsonlines", "rows", "epcis", "ubl", "lianqiao", "csv")
# A mainframe's bytes do not even say their first sign to who reads them as anything else.
_INTERCHANGED = ("edifact", "x12", "idoc")
_OF_JSON = ("utf-8", "gb18030", "utf-16", "utf-32")
_PASSED = ("counts", "references", "envelope", "duplicates", "trailing")
_EDI = {**dict.fromkeys(_PASSED, "flag"), "structure": "ignore", "broken": "mark"}
# What a lenient profile passes over; where it did, the document is flagged with it.
LENIENT: dict[str, dict[str, str]] = {
    "xml": {"bare_doctype": "allow"},
    "epcis": {"bare_doctype": "allow"},
    "ubl": {"bare_doctype": "allow"},
    "iso20022": {"bare_doctype": "allow"},
    "edifact": _EDI,
    "x12": {**_EDI, "widths": "flag"},
    "csv": {"ragged": "mark", "stray_quotes": "keep"},
    "jsonlines": {"bad_lines": "mark"},
}


class Given:
    """Each reader reads the bytes once for each way of reading them.

    broken: why the plain reader of the kind could not read it, None where it could.
    """

    def __init__(self, payload: bytes, name: str, *, lenient: bool) -> None:
        self.payload = payload
        self.name = name
        self.kind = kind_of(payload, name)
        self.broken: Unreadable | None = None
        self._lenient = lenient
        self._trees: dict[tuple[str, str], Node | Unreadable] = {}

    @property
    def is_read(self) -> bool:
        """Whether a reader of ours is called like its kind; some formats are only written."""
        return "reads" in formats.formats().get(self.kind.name, ())

    def plain(self) -> Node | None:
        """The tree as the kind's own reader has it, None where it cannot read it; a table only by name."""
        name = self.kind.name
        if name == "table":
            return Node("table")
        try:
            return self.tree(name, _PLAIN.get(name, {}))
        except Unreadable as error:
            self.broken = error
            return None

    def tree(self, format_: str, options: dict[str, str]) -> Node:
        """As a mapping with these options has it read, and what profile and bytes say beside them."""
        if self.kind.name == "xml" and format_ == "ubl":
            # The same tree, and read already.
            format_ = "xml"
        known = formats.reader(format_).options
        bounds = {name: most for name, most in BOUNDS.items() if name in known}
        let_pass = LENIENT.get(format_, {}) if self._lenient else {}
        options = {**bounds, **self._found(format_), **options, **let_pass}
        if self.broken is not None and format_ in INTERCHANGES:
            options["broken"] = "mark"
        # What was read without leave for a DOCTYPE has none, and with it is the same.
        bare = {name: text for name, text in options.items() if name != "bare_doctype"}
        without = self._trees.get((format_, repr(sorted(bare.items()))))
        if isinstance(without, Node):
            return without
        key = (format_, repr(sorted(options.items())))
        if key not in self._trees:
            try:
                self._trees[key] = self.exactly(format_, options)
            except Unreadable as error:
                self._trees[key] = error
        found = self._trees[key]
        if isinstance(found, Unreadable):
            raise found
        return found

    def exactly(self, format_: str, options: dict[str, str]) -> Node:
        """As the hub would read it by these options alone."""
        return formats.reader(format_).read(self.payload, options)

    def _found(self, format_: str) -> dict[str, str]:
        said = self.kind.encoding
        if format_ in _INTERCHANGED and said in EBCDIC:
            return {"encoding": said}
        if format_ not in _TOLD or self.kind.name == "xml":
            return {}
        if self.kind.name != "table" and not said.startswith(_OF_JSON):
            said = "utf-8"
        grid = self.kind.grid
        told = {"delimiter": grid.delimiter} if format_ == "csv" and grid else {}
        return {**told, "encoding": marked(self.payload) or said}


def bytes_of(file: Path) -> bytes:
    """All of a file that is one. Unreadable where it is none, cannot be opened, or is too large."""
    try:
        known = file.stat()
        if not stat.S_ISREG(known.st_mode):
            raise _file("is no file with bytes of its own; name a file or a folder of them", "no_file", file)
        if known.st_size > BYTES_MAX:
            with file.open("rb") as opened:
                kind = kind_of(opened.read(HEAD_BYTES)).name
            text = f"holds {known.st_size} bytes ({kind}), over {BYTES_MAX}; try a part of it"
            raise _file(text, "too_large", file)
        return file.read_bytes()
    except OSError as error:
        raise _file(f"cannot be opened: {error.strerror}", "not_opened", file) from error
    except ValueError as error:
        raise _file(f"has a name no file has: {error}", "not_opened", file) from error


def _file(text: str, reason: str, file: Path) -> Unreadable:
    return Unreadable(f"it {text}", cause=f"file.{reason}", place=file.name)
