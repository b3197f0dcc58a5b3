"""The one byte form of a canonical body, and its hash (version 1, frozen)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

# JSON with sorted keys (of Structs too), no white space, decimals as strings exactly as written.
canonical_bytes: Callable[[Any], bytes] = msgspec.json.Encoder(order="sorted", decimal_format="string").encode


def content_hash(body: bytes) -> str:
    """SHA-256 of the bytes as 64 hex digits."""
    return sha256(body).hexdigest()
