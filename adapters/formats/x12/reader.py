"""X12 to a tree: the interchange with groups and messages, their segments in order, elements by position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.formats.edi.envelopes import tree
from adapters.formats.edi.leniency import OPTIONS, leniency
from adapters.formats.edi.places import BLANKS, File, Piece, next_head
from adapters.formats.encoding import known, marked, text_of
from adapters.formats.x12.binary import with_binary_held
from adapters.formats.x12.family import FAMILY, OUTLINER
from adapters.formats.x12.signs import signs_of
from adapters.formats.x12.writer import X12Writer
from core.hub.interchanges import Outline
from core.hub.node import Node

_HEAD = re.compile(f"ISA[^A-Za-z0-9{BLANKS}]")


class X12Reader:
    """The root "interchange" holds ISA, groups of messages and IEA; of several interchanges all."""

    options = OPTIONS | {"encoding"}

    def check(self, options: dict[str, str]) -> None:
        known(options.get("encoding", "utf-8"), "x12")
        leniency(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        encoding = options.get("encoding") or marked(payload) or "utf-8"
        encoding = known(encoding, "x12")
        text = text_of(payload, {**options, "encoding": encoding}, "x12")
        file = File(text, encoding, payload)
        return tree(FAMILY, file, _pieces(text), options)

    def outlines(self, payload: bytes, options: dict[str, str], tree: Node | None) -> tuple[Outline, ...]:
        """What its envelopes say, for those who acknowledge them."""
        return OUTLINER.of_tree(tree) if tree else OUTLINER.of_refused(self, payload, options)


READER = X12Reader()
WRITER = X12Writer(READER)


def _pieces(text: str) -> Iterator[Piece]:
    """The interchanges of a file; each names signs of its own."""
    at = len(text) - len(text.lstrip(BLANKS))
    while at < len(text):
        signs, flaw = signs_of(text, at)
        end = next_head(text, at, _HEAD, signs)
        yield Piece(with_binary_held(text[at:end], signs), signs, at, flaw)
        at = end
