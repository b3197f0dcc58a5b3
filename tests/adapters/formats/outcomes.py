"""How an attempt to read ended, as one word."""

from __future__ import annotations

from collections.abc import Callable

from core.kernel.errors import Unreadable


def outcome(action: Callable[[], object]) -> str:
    """ "read", or the format that refused it; anything but Unreadable goes through."""
    try:
        action()
    except Unreadable as error:
        return error.cause.partition(".")[0]
    return "read"
