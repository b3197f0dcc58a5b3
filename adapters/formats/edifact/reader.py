"""EDIFACT to a tree: the interchange with its messages, their segments in order, elements by position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.formats.edi.envelopes import tree
from adapters.formats.edi.leniency import OPTIONS, leniency
from adapters.formats.edi.places import BLANKS, File, Piece, next_head
from adapters.formats.edifact.family import FAMILY, OUTLINER
from adapters.formats.edifact.signs import UNA, charset_of, signs_of
from adapters.formats.edifact.writer import EdifactWriter
from adapters.formats.encoding import known, marked, text_of
from core.hub.interchanges import Outline
from core.hub.node import Node
from core.kernel.errors import Unreadable

_LEVEL_MAX = 300


class EdifactReader:
    """The root "interchange" holds UNB, messages (or groups of them) and UNZ; of several interchanges all."""

    options = OPTIONS | {"encoding"}

    def check(self, options: dict[str, str]) -> None:
        known(options.get("encoding", "utf-8"), "edifact")
        leniency(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        charset = charset_of(payload, options.get("encoding"))
        encoding = known(charset, "edifact")
        text = text_of(payload, {**options, "encoding": encoding}, "edifact")
        by_unb = "" if options.get("encoding") or marked(payload) else charset
        return tree(FAMILY, File(text, encoding, payload), _pieces(text, by_unb), options)

    def outlines(self, payload: bytes, options: dict[str, str], tree: Node | None) -> tuple[Outline, ...]:
        """What its envelopes say, for those who acknowledge them."""
        return OUTLINER.of_tree(tree) if tree else OUTLINER.of_refused(self, payload, options)


READER = EdifactReader()
WRITER = EdifactWriter(READER)


def _pieces(text: str, said: str) -> Iterator[Piece]:
    """The interchanges of a file; each may name signs of its own. said: the charset of the first UNB."""
    at = len(text) - len(text.lstrip(BLANKS))
    while at < len(text):
        signs, begin = signs_of(text, at)
        head = re.compile(f"{UNA}[\\s\\S]{{6}}[{BLANKS}]*UNB|UNB{re.escape(signs.element)}")
        end = next_head(text, begin, head, signs)
        piece = text[begin:end]
        other = charset_of(piece[:_LEVEL_MAX].encode(), None)
        if said and other != said and not piece.isascii():
            raise Unreadable(
                f"an interchange of {other} follows one of {said}; send it by itself, or declare `encoding`",
                cause="edifact.charset",
                place=f"interchange at character {begin}",
            )
        yield Piece(piece, signs, begin)
        at = end
