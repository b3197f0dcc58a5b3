"""The one byte form of a canonical body, and its hash (version 1, frozen)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="string")


def canonical_bytes(body: Any) -> bytes:
    """JSON with sorted keys (of Structs too), no white space, decimals as strings exactly as written."""
    return _ENCODER.encode(body)


def content_hash(body: bytes) -> str:
    """SHA-256 of the bytes as 64 hex digits."""
    return sha256(body).hexdigest()
