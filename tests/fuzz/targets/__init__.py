"""What is fuzzed: each module here has `targets()`, and is found by looking."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

from tests.fuzz.target import Target


@cache
def every() -> dict[str, Target]:
    """All targets by name."""
    return {target.name: target for target in _found()}


def _found() -> Iterator[Target]:
    for info in pkgutil.iter_modules(__path__):
        yield from importlib.import_module(f"{__name__}.{info.name}").targets()
