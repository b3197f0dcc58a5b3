"""Crypto suites: which signature and hash belong together; the bytes of a key say which is its own."""

from __future__ import annotations

import hashlib
from typing import Literal

INTL: Literal["intl"] = "intl"
GM: Literal["gm"] = "gm"
Suite = Literal["intl", "gm"]
ED25519_BYTES, SM2_BYTES = 32, 65
_UNCOMPRESSED = 4
# Not every OpenSSL has SM3; where it is missing, nothing of the suite gm can be read.
HAS_GM = "sm3" in hashlib.algorithms_available


def suite_of(public_key: bytes) -> Suite | None:
    """The suite of a key: 32 bytes are Ed25519, 65 beginning with 4 a point of SM2; None if it is no key."""
    if len(public_key) == ED25519_BYTES:
        return INTL
    if len(public_key) == SM2_BYTES and public_key[0] == _UNCOMPRESSED:
        return GM
    return None


def suite_named(name: str | None) -> Suite:
    """As a record has it; None is from before there was a choice."""
    return GM if name == GM else INTL


def digest(suite: Suite, text: bytes) -> str:
    """SHA-256 or SM3, as 64 lower-case hex digits."""
    if suite == INTL:
        return hashlib.sha256(text).hexdigest()
    return hashlib.new("sm3", text).hexdigest()


def key_id(public_key: bytes) -> str:
    """The first 16 hex digits of the suite's hash of the raw public key."""
    return digest(suite_of(public_key) or INTL, public_key)[:16]
