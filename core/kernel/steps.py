"""Declared steps: the places where a fault test may stop or kill the process."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def step(name: str) -> None:
    """Passes through the declared step `name` ("intake.committed"); free unless somebody listens."""
    for listener in _listeners:
        listener(name)


def listen(listener: Callable[[str], None]) -> None:
    """Fault tests listen here; the listener may kill the process."""
    _listeners.append(listener)
