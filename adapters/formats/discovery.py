"""The formats there are: each is one module beside this one, with a READER, a WRITER or both."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from core.hub.node import Reader, Writer
from core.kernel.errors import Unreadable


def reader(name: str) -> Reader:
    """The reader of a format; Unreadable naming those there are."""
    found: Reader | None = getattr(_modules().get(name), "READER", None)
    if found is None:
        raise _unknown(name, "read", "READER")
    return found


def writer(name: str) -> Writer:
    """The writer of a format; Unreadable naming those there are."""
    found: Writer | None = getattr(_modules().get(name), "WRITER", None)
    if found is None:
        raise _unknown(name, "written", "WRITER")
    return found


def formats() -> dict[str, tuple[str, ...]]:
    """Every format and whether it is read, written or both."""
    directions = {"READER": "reads", "WRITER": "writes"}
    return {
        name: tuple(word for attribute, word in directions.items() if hasattr(module, attribute))
        for name, module in sorted(_modules().items())
    }


@cache
def _modules() -> dict[str, object]:
    found: dict[str, object] = {}
    for info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        module = importlib.import_module(f"{__package__}.{info.name}")
        if hasattr(module, "READER") or hasattr(module, "WRITER"):
            found[info.name] = module
    return found


def _unknown(name: str, done: str, attribute: str) -> Unreadable:
    known = ", ".join(sorted(key for key, module in _modules().items() if hasattr(module, attribute)))
    return Unreadable(f"{name!r} is no format {done} here; known: {known}", cause="format.unknown")
