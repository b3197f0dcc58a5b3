"""The bodies of messages we make ourselves, by type; the catalogue holds those from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

BODIES: dict[str, type[msgspec.Struct]] = {}
S = TypeVar("S", bound=type[msgspec.Struct])


def internal_body(type_name: str) -> Callable[[S], S]:
    """Registers the struct below as the body of this message type, so that it can be read from the store."""

    def register(kind: S) -> S:
        BODIES[type_name] = kind
        return kind

    return register
