"""A canonical document as it was read, before any room has seen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A canonical document that has not been handled yet; content is the SHA-256 of its canonical bytes."""

    type: str
    key: str
    keys: tuple[str, ...]
    body: Any
    canonical: bytes
    content: bytes
    identity: bytes
    identity_text: str
    message_id: UUID
    site: str
    event_time: datetime
    mapping: str
    flags: bytes = b""
