"""Ids are derived, never drawn: the same cause, type and business key give the same id for ever."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("6f0c1f0e-5c0b-5b0e-9d7e-6c69616e7169")
_SEPARATOR = "\x1f"


def message_id(cause: str, type_name: str, key: str) -> UUID:
    """The id of what `cause` makes of type `type_name` about the business key `key`.

    The key comes from content (lot, line, order number), never from a position in a file.
    """
    return uuid5(NAMESPACE, _SEPARATOR.join((cause, type_name, key)))
