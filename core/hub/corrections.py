"""Which handlers can take a correction: a message that names an earlier one and books only the difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from core.hub.ports import Rooms

F = TypeVar("F", bound=Callable[..., Any])
_TAKES: set[Callable[..., Any]] = set()


def takes_corrections(function: F) -> F:
    """Declares below `@handles`: this handler takes back what the message in `corrects` booked, then books
    the new one. A type of which any handler does not say so cannot be corrected by a re-read."""
    _TAKES.add(function)
    return function


def is_correctable(rooms: Rooms, message_type: str) -> bool:
    """Every room that books the type can take a correction of it."""
    handlers = rooms.handlers(message_type)
    return bool(handlers) and all(handler.function in _TAKES for handler in handlers)
