"""A sample beside what a mapping makes of it, and the place of what is wrong, while the mapping is edited."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from adapters import formats
from adapters.wiring.recognizing.given import Given
from adapters.wiring.samples import Made, made_of
from core.hub.mapping import Facts
from core.hub.redaction import scrubbed
from core.kernel.errors import FAULTS, Unreadable

SHOWN_BYTES = 32 * 1024
LINES_SHOWN = 400
DOCUMENTS_SHOWN = 20
_BYTE = re.compile(r"\bbytes? (\d+)")
_LINE = re.compile(r"\b(?:line|row) (\d+)")


class Fault(NamedTuple):
    """line: of the sample, 0 where the place names none. In the mapping itself where `inside` says so."""

    text: str
    place: str
    line: int
    inside: bool = False


class Preview(NamedTuple):
    """lines: the sample's, as text where it is one. documents: pretty JSON with each one's type."""

    lines: list[str]
    more: bool
    documents: list[tuple[str, str]]
    faults: list[Fault]


def preview(mapping: bytes, name: str, sample: tuple[str, bytes], facts: Facts, root: Path) -> Preview:
    """name: of the mapping. Whatever is wrong stands in the answer."""
    lines, more = _text(*sample)
    try:
        compiled = formats.load_mapping(mapping, name, formats.folder(root.resolve()))
    except Unreadable as error:
        return Preview(lines, more, [], [Fault(error.text, error.place, 0, inside=True)])
    try:
        documents, refused = made_of(formats.understand(compiled, sample[1], facts))
    except Unreadable as error:
        error = _scrubbed(error, sample[1])
        return Preview(lines, more, [], [Fault(error.text, error.place, _line(error.place, sample[1]))])
    except (*FAULTS, MemoryError) as fault:
        return Preview(lines, more, [], [Fault(f"the reading failed with {type(fault).__name__}", "", 0)])
    faults = [Fault(one.text, one.place, _line(one.place, sample[1])) for one in refused]
    return Preview(lines, more, [_pretty(one) for one in documents[:DOCUMENTS_SHOWN]], faults)


def _pretty(made: Made) -> tuple[str, str]:
    return f"{made.type} {made.number}", msgspec.json.format(
        msgspec.json.encode(made.body), indent=2
    ).decode()


def _scrubbed(error: Unreadable, payload: bytes) -> Unreadable:
    said = scrubbed(error, payload)
    return said if isinstance(said, Unreadable) else error


def _text(name: str, payload: bytes) -> tuple[list[str], bool]:
    """The beginning as text; what is none is shown as its size."""
    head = payload[:SHOWN_BYTES]
    encoding = Given(payload, name, lenient=False).kind.encoding
    if not encoding:
        return [f"{len(payload)} bytes"], False
    lines = head.decode(encoding, "replace").splitlines()
    return lines[:LINES_SHOWN], len(payload) > SHOWN_BYTES or len(lines) > LINES_SHOWN


def _line(place: str, payload: bytes) -> int:
    """Of the sample, by line, row or the byte it begins at."""
    found = _LINE.search(place)
    if found:
        return int(found[1])
    byte = _BYTE.search(place)
    return payload.count(b"\n", 0, int(byte[1])) + 1 if byte else 0
