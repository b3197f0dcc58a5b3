"""BER as CMS needs it: read with bounds, whichever lengths the other side writes, and written as DER."""

from __future__ import annotations

from typing import NamedTuple

from core.kernel.errors import Unreadable

SEQUENCE, SET, OCTETS, OID, INTEGER, NULL = 0x30, 0x31, 0x04, 0x06, 0x02, 0x05
DEPTH_MAX = 32
NODES_MAX = 200_000
_CONSTRUCTED = 0x20
_END = b"\0\0"


class Node(NamedTuple):
    """One value: its tag's byte, where in the whole it lies, and its parts where it is made of others.

    It holds no bytes of its own: what is nested thirty times is not held thirty times.
    """

    tag: int
    whole: bytes
    begin: int
    start: int
    stop: int
    end: int
    parts: tuple[Node, ...]

    @property
    def raw(self) -> bytes:
        """All its bytes."""
        return self.whole[self.begin : self.end]

    @property
    def inside(self) -> bytes:
        """Its bytes without tag and length."""
        return self.whole[self.start : self.stop]

    def part(self, at: int, tag: int = 0) -> Node:
        """Unreadable where there is none, or another."""
        if at >= len(self.parts) or (tag and self.parts[at].tag != tag):
            raise Unreadable("its ASN.1 is not as CMS has it", cause="as2.asn1")
        return self.parts[at]

    def tagged(self, tag: int) -> Node | None:
        """The first part with this tag."""
        return next((part for part in self.parts if part.tag == tag), None)

    def octets(self) -> bytes:
        """An octet string, which BER may cut into pieces."""
        if not self.tag & _CONSTRUCTED:
            return self.inside
        return b"".join(part.octets() for part in self.parts)


def read(data: bytes) -> Node:
    """The one value that this is. Unreadable for anything else."""
    reader = _Reader(data)
    node, end = reader.node(0, len(data), 0)
    # Some libraries put zeros or a line end behind it.
    if data[end:].strip(b"\0\r\n"):
        raise Unreadable("something stands behind its ASN.1", cause="as2.asn1")
    return node


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._nodes = 0

    def node(self, at: int, limit: int, depth: int) -> tuple[Node, int]:
        """The value at this place, and where it ends."""
        self._nodes += 1
        if depth > DEPTH_MAX or self._nodes > NODES_MAX or at + 2 > limit:
            raise Unreadable("its ASN.1 is nested too deep, too much, or cut off", cause="as2.asn1")
        data, begin = self._data, at
        tag, first = data[at], data[at + 1]
        if tag & 0x1F == 0x1F:
            raise Unreadable("its ASN.1 has tags that CMS has not", cause="as2.asn1")
        at += 2
        if first == 0x80:
            return self._endless(tag, begin, at, limit, depth)
        length = first
        if first & 0x80:
            many = first & 0x7F
            length = int.from_bytes(data[at : at + many], "big")
            at += many
            if many > 8:
                raise Unreadable("its ASN.1 has a length of more than 8 bytes", cause="as2.asn1")
        end = at + length
        if end > limit:
            raise Unreadable("its ASN.1 is cut off", cause="as2.asn1")
        parts = self._parts(at, end, depth) if tag & _CONSTRUCTED else ()
        return Node(tag, data, begin, at, end, end, parts), end

    def _endless(self, tag: int, begin: int, at: int, limit: int, depth: int) -> tuple[Node, int]:
        if not tag & _CONSTRUCTED:
            raise Unreadable("its ASN.1 has no length where it needs one", cause="as2.asn1")
        parts, inside = [], at
        while self._data[at : at + 2] != _END or at + 2 > limit:
            part, at = self.node(at, limit, depth + 1)
            parts.append(part)
        return Node(tag, self._data, begin, inside, at, at + 2, tuple(parts)), at + 2

    def _parts(self, at: int, end: int, depth: int) -> tuple[Node, ...]:
        parts = []
        while at < end:
            part, at = self.node(at, end, depth + 1)
            parts.append(part)
        return tuple(parts)


def written(tag: int, *parts: bytes) -> bytes:
    """A value in DER."""
    inside = b"".join(parts)
    length = len(inside)
    if length < 0x80:
        return bytes((tag, length)) + inside
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + inside


def sequence(*parts: bytes) -> bytes:
    return written(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    return written(SET, *sorted(parts))


def integer(number: int) -> bytes:
    """A whole number that is not negative."""
    return written(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """As `1.2.840.113549.1.7.2`."""
    first, second, *more = map(int, dotted.split("."))
    out = bytearray()
    for number in (first * 40 + second, *more):
        run = [number & 0x7F]
        while number := number >> 7:
            run.append(0x80 | number & 0x7F)
        out += bytes(reversed(run))
    return written(OID, bytes(out))
