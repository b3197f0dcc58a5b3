"""X12 to a tree: the interchange with groups and messages, their segments in order, elements by position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.formats.encoding import check as check_encoding
from adapters.formats.encoding import known, marked, text_of
from adapters.formats.envelopes import Envelope, Family, Where, tree
from adapters.formats.leniency import OPTIONS, leniency
from adapters.formats.segment_order import Order, order_of
from adapters.formats.segments import BLANKS, Cut, File, Piece, Signs
from adapters.formats.x12_messages import MESSAGES
from adapters.formats.x12_signs import signs_of
from core.hub.node import Node


class X12Reader:
    """The root "interchange" holds ISA, groups of messages and IEA; of several interchanges all."""

    options = OPTIONS | {"encoding"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "x12")
        leniency(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        encoding = options.get("encoding") or marked(payload) or "utf-8"
        encoding = known(encoding, "x12")
        text = text_of(payload, {**options, "encoding": encoding}, "x12")
        file = File(text, encoding, payload)
        return tree(FAMILY, file, _pieces(text), options)


READER = X12Reader()


def _pieces(text: str) -> Iterator[Piece]:
    """The interchanges of a file; each names signs of its own."""
    at = len(text) - len(text.lstrip(BLANKS))
    while at < len(text):
        signs, flaw = signs_of(text, at)
        found = _next_head(signs).search(text, at)
        end = found.end() if found else len(text)
        yield Piece(text[at:end], signs, at, flaw)
        at = end


def _next_head(signs: Signs) -> re.Pattern[str]:
    return re.compile(f"{re.escape(signs.terminator)}[{BLANKS}]*(?=ISA[^A-Za-z0-9{BLANKS}])")


def _described(cut: Cut, where: Where) -> list[tuple[str, str]]:
    """Type and version of the message, and whose it is."""
    described = [
        ("@type", cut.value(where.message, 1)),
        ("@reference", cut.value(where.message, 2)),
        ("@convention", cut.value(where.message, 3)),
    ]
    if where.group is not None:
        described += [("@version", cut.value(where.group, 8)), ("@group", cut.value(where.group, 6))]
    if where.interchange is not None:
        described += [
            ("@interchange", cut.value(where.interchange, 13)),
            ("@sender", cut.value(where.interchange, 6).strip()),
            ("@receiver", cut.value(where.interchange, 8).strip()),
        ]
    return described


def _order(kind: str) -> Order | None:
    line = MESSAGES.get(kind)
    return order_of(line) if line else None


FAMILY = Family(
    cause="x12",
    interchange=Envelope("ISA", "IEA", 13),
    group=Envelope("GS", "GE", 6),
    message=Envelope("ST", "SE", 2),
    needs_group=True,
    beside=frozenset({"TA1"}),
    described=_described,
    order=_order,
)
