"""Ids are derived, never drawn: the same cause, type and business key give the same id for ever."""

from __future__ import annotations

from hashlib import sha1
from uuid import UUID

NAMESPACE = UUID("6f0c1f0e-5c0b-5b0e-9d7e-6c69616e7169")
_SEPARATOR = "\x1f"
_BEGIN = NAMESPACE.bytes
# RFC 9562 §5.5: which bits of a UUID say that it is one, and of version 5.
_FREE_BITS = ~(0xF << 76 | 0x3 << 62)
_VERSION_5 = 5 << 76 | 0x2 << 62


def message_id(cause: str, type_name: str, key: str) -> UUID:
    """The id of what `cause` makes of type `type_name` about the business key `key`.

    The key comes from content (lot, line, order number), never from a position in a file.
    """
    said = _SEPARATOR.join((cause, type_name, key)).encode()
    # The same as the library's uuid5, without what it does anew at each call: every effect asks for one.
    digest = sha1(_BEGIN + said, usedforsecurity=False).digest()
    return UUID(int=int.from_bytes(digest[:16], "big") & _FREE_BITS | _VERSION_5)
