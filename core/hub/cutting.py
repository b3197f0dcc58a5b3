"""A large file of lines cut into parts of whole lines, each a message of its own: each line stays whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from core.hub.contracts import Cut
from core.kernel.errors import Refused

# One line that is longer than this, or quotes that never end, cannot be cut.
LINE_BYTES_MAX = 16 * 1024 * 1024


class NotToBeCut(Refused):
    """A line has no end: the file is none of lines, or its quotes mean nothing."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a file with its head before them.

    line: the number in the file of the first that is not head. own: how many bytes of the file it is the
    first to have. more: whether others follow.
    """

    payload: bytes
    line: int
    own: int
    more: bool


def cut_lines(pieces: Iterable[bytes], cut: Cut) -> Iterator[Part]:
    """The parts in their order, at least one; one is held at a time. Refused where a line has no end."""
    head, line, held, first, wanted = b"", 1, b"", True, cut.bytes
    for piece in pieces:
        held += piece
        while len(held) >= wanted:
            end = _end(held[:wanted], cut, line)
            if end == 0 or (first and held.count(b"\n", 0, end) < cut.head):
                # No line ends there, or the head does not: as much again must come.
                wanted += cut.bytes
                continue
            wanted = cut.bytes
            lines, held = held[:end], held[end:]
            part, head = _part(lines, head, line, cut if first else None, more=True)
            yield part
            line, first = part.line + part.payload.count(b"\n") - head.count(b"\n"), False
    if held or first:
        part, _ = _part(held, head, line, cut if first else None, more=False)
        yield part


def _part(lines: bytes, head: bytes, line: int, cut: Cut | None, *, more: bool) -> tuple[Part, bytes]:
    """A part, and the head of all; cut: of the first, whose own lines begin with it."""
    if cut is None:
        return Part(payload=head + lines, line=line, own=len(lines), more=more), head
    head = _head(lines, cut)
    return Part(payload=lines, line=line + cut.head, own=len(lines), more=more), head


def _end(held: bytes, cut: Cut, line: int) -> int:
    """Behind the last line that ends outside of quotes; 0 where none does yet."""
    end = _last_end(held, cut.quote.encode())
    if end < 0 and len(held) > LINE_BYTES_MAX:
        raise NotToBeCut(
            f"line {line} does not end within {LINE_BYTES_MAX} bytes, or its quotes do not; `cut` of the feed"
            " does not fit this file",
            cause="cut.line",
        )
    return end + 1


def _last_end(held: bytes, quote: bytes) -> int:
    """Where the last line ends outside of quotes, -1 where none does; in one pass, whatever stands there."""
    if not quote or quote not in held:
        return held.rfind(b"\n")
    # Every other piece between quotes is outside of them, the first one is.
    between = held.split(quote)
    at = len(held) + 1
    for place in range(len(between) - 1, -1, -1):
        at -= len(between[place]) + 1
        if place % 2 == 0 and (found := between[place].rfind(b"\n")) >= 0:
            return at + found
    return -1


def _head(lines: bytes, cut: Cut) -> bytes:
    at = 0
    for _ in range(cut.head):
        at = lines.find(b"\n", at) + 1 or len(lines)
    return lines[:at]
