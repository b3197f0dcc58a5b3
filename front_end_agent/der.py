"""DER as far as OpenSSL's SM2 speaks it: a sequence of whole numbers and octets, to fixed widths and back."""

SEQUENCE, INTEGER, OCTETS = 0x30, 0x02, 0x04


def sequence(*parts: bytes) -> bytes:
    return _tagged(SEQUENCE, b"".join(parts))


def integer(number: bytes) -> bytes:
    """A whole number that is not negative, big-endian."""
    short = number.lstrip(b"\0") or b"\0"
    return _tagged(INTEGER, b"\0" + short if short[0] & 0x80 else short)


def read_sequence(der: bytes) -> list[bytes]:
    """The contents of its parts, in their order; ValueError if it is none."""
    tag, inside, rest = _read(der)
    if tag != SEQUENCE or rest:
        raise ValueError("no DER sequence")
    parts = []
    while inside:
        _tag, part, inside = _read(inside)
        parts.append(part)
    return parts


def fixed(number: bytes, width: int) -> bytes:
    """The whole number in so many bytes."""
    return number.lstrip(b"\0").rjust(width, b"\0")


def _tagged(tag: int, inside: bytes) -> bytes:
    length = len(inside)
    if length < 0x80:
        return bytes((tag, length)) + inside
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + inside


def _read(der: bytes) -> tuple[int, bytes, bytes]:
    if len(der) < 2:
        raise ValueError("DER ends inside a part")
    tag, length, at = der[0], der[1], 2
    if length & 0x80:
        at += length & 0x7F
        length = int.from_bytes(der[2:at], "big")
    if len(der) < at + length:
        raise ValueError("DER ends inside a part")
    return tag, der[at : at + length], der[at + length :]
