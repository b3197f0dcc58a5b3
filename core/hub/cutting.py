"""A large file of lines cut into parts of whole lines, each a message of its own: each line stays whole."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from core.hub.contracts import Cut
from core.hub.line_ends import LineEnds, NotToBeCut, line_ends

# One line that is longer than this, or quotes that never end, cannot be cut.
LINE_BYTES_MAX = 16 * 1024 * 1024
# Text in which a line feed is more than one byte; the longer mark begins with the shorter.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A sign that is half of a pair comes out again as it came: what it means is not the cutter's to say.
_AS_IT_IS = "surrogatepass"


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
    begin, pieces = _begun(pieces)
    for mark, codec in _WIDE:
        if begin.startswith(mark):
            yield from _wide_parts(pieces, cut, mark, codec)
            return
    yield from _parts(pieces, cut)


def _begun(pieces: Iterable[bytes]) -> tuple[bytes, Iterable[bytes]]:
    """How it begins, which tells its encoding, and all of it."""
    coming, begin = iter(pieces), b""
    for piece in coming:
        begin += piece
        if len(begin) >= len(codecs.BOM_UTF32_LE):
            break
    return begin, chain([begin], coming)


def _wide_parts(pieces: Iterable[bytes], cut: Cut, mark: bytes, codec: str) -> Iterator[Part]:
    """Cut as UTF-8 and written back as it came; each part has the mark, for nobody reads it without."""
    before = len(mark)
    for part in _parts(_narrowed(pieces, mark, codec), cut):
        text = part.payload.decode("utf-8", _AS_IT_IS)
        own = part.payload[len(part.payload) - part.own :].decode("utf-8", _AS_IT_IS)
        own_bytes = before + len(own.encode(codec, _AS_IT_IS))
        payload = mark + text.encode(codec, _AS_IT_IS)
        yield Part(payload=payload, line=part.line, own=own_bytes, more=part.more)
        before = 0


def _narrowed(pieces: Iterable[bytes], mark: bytes, codec: str) -> Iterator[bytes]:
    decoder, at = codecs.getincrementaldecoder(codec)(_AS_IT_IS), 0
    try:
        for piece in pieces:
            text = decoder.decode(piece[len(mark) :] if at == 0 else piece)
            at += len(piece)
            yield text.encode("utf-8", _AS_IT_IS)
        yield decoder.decode(b"", final=True).encode("utf-8", _AS_IT_IS)
    except UnicodeError as error:
        raise NotToBeCut(
            f"its byte order mark says {codec}, and before byte {at} it is none; send it whole",
            cause="cut.encoding",
        ) from error


def _parts(pieces: Iterable[bytes], cut: Cut) -> Iterator[Part]:
    ends = line_ends(cut.quote, cut.delimiter)
    head, line, held, first, wanted = b"", 1, b"", True, cut.bytes
    for piece in pieces:
        held += piece
        while len(held) >= wanted:
            end = _end(held[:wanted], ends, line, cut.head if first else 0)
            if end == 0:
                # No line ends there, or the head does not: as much again must come.
                wanted = min(wanted * 2, LINE_BYTES_MAX + 1)
                continue
            wanted = cut.bytes
            lines, held = held[:end], held[end:]
            if first:
                head = lines[: ends.head(lines, cut.head)]
            yield _part(head, lines, line, first=first, more=True)
            line, first = line + lines.count(b"\n"), False
    if held or first:
        if first:
            head = held[: max(ends.head(held, cut.head), 0)]
        yield _part(head, held, line, first=first, more=False)


def _part(head: bytes, lines: bytes, line: int, *, first: bool, more: bool) -> Part:
    """The first one's own lines begin with the head."""
    if first:
        return Part(payload=lines, line=line + head.count(b"\n"), own=len(lines), more=more)
    return Part(payload=head + lines, line=line, own=len(lines), more=more)


def _end(held: bytes, ends: LineEnds, line: int, head: int) -> int:
    """Behind the last whole line; 0 where none has ended yet, or not the whole head."""
    end = ends.last(held, line)
    if end > 0 and (head == 0 or ends.head(held[:end], head) > 0):
        return end
    if len(held) > LINE_BYTES_MAX:
        line += held.count(b"\n", 0, end)
        raise NotToBeCut(
            f"line {line} does not end within {LINE_BYTES_MAX} bytes, or its quotes do not; `cut` of the feed"
            " does not fit this file",
            cause="cut.line",
        )
    return 0
