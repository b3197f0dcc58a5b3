"""What adapters are there is found by looking: a folder that brings the module asked for is one."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from types import ModuleType

import adapters
from adapters.wiring.structs import complete_structs


def modules_with(name: str, word: str) -> list[ModuleType]:
    """Every `adapters/<adapter>/<name>.py` that has this word."""
    found = []
    for package in pkgutil.iter_modules(adapters.__path__):
        full = f"adapters.{package.name}.{name}"
        if package.ispkg and importlib.util.find_spec(full) is not None:
            module = importlib.import_module(full)
            found += [module] if hasattr(module, word) else []
    # They may be looked for from a thread, beside others that read documents.
    complete_structs()
    return found
