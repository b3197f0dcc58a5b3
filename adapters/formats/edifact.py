"""EDIFACT to a tree: the interchange with its messages, their segments in order, elements by position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.formats.edifact_family import FAMILY
from adapters.formats.edifact_signs import UNA, charset_of, signs_of
from adapters.formats.edifact_writer import EdifactWriter
from adapters.formats.encoding import check as check_encoding
from adapters.formats.encoding import known, text_of
from adapters.formats.envelopes import tree
from adapters.formats.leniency import OPTIONS, leniency
from adapters.formats.segments import BLANKS, File, Piece, Signs
from core.hub.node import Node


class EdifactReader:
    """The root "interchange" holds UNB, messages (or groups of them) and UNZ; of several interchanges all."""

    options = OPTIONS | {"encoding"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "edifact")
        leniency(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        encoding = known(charset_of(payload, options.get("encoding")), "edifact")
        text = text_of(payload, {**options, "encoding": encoding}, "edifact")
        file = File(text, encoding, payload)
        return tree(FAMILY, file, _pieces(text), options)


READER = EdifactReader()
WRITER = EdifactWriter(READER)


def _pieces(text: str) -> Iterator[Piece]:
    """The interchanges of a file; each may name signs of its own."""
    at = len(text) - len(text.lstrip(BLANKS))
    while at < len(text):
        signs, begin = signs_of(text, at)
        found = _next_head(signs).search(text, begin)
        end = found.end() if found else len(text)
        yield Piece(text[begin:end], signs, begin)
        at = end


def _next_head(signs: Signs) -> re.Pattern[str]:
    end, element, release = (re.escape(sign) for sign in (signs.terminator, signs.element, signs.release))
    unreleased = f"(?<!{release})" if release else ""
    return re.compile(
        f"{unreleased}{end}[{BLANKS}]*(?={UNA}[^{BLANKS}]{{2}}[\\s\\S]{{4}}[{BLANKS}]*UNB|UNB{element})"
    )
