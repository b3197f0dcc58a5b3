"""Finds the handlers of every room, and hands them out lowest floor first."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

import core
from adapters.wiring.structs import complete_structs
from core.hub.handling import HANDLERS, Handler
from core.kernel.errors import Broken

FLOORS = (
    "hub",
    "ledger",
    "parties",
    "custody",
    "collateral",
    "funding",
    "risk",
    "loan",
    "workflow",
    "reporting",
)


class DiscoveredRooms:
    """The handlers of core/<room>/handlers/*.py by message type."""

    def __init__(self) -> None:
        discover()
        self._by_type: dict[str, tuple[Handler, ...]] = {}
        for handler in sorted(HANDLERS, key=lambda one: (FLOORS.index(one.room), one.name)):
            self._by_type[handler.type] = (*self._by_type.get(handler.type, ()), handler)

    def handlers(self, message_type: str) -> Sequence[Handler]:
        return self._by_type.get(message_type, ())

    def types(self) -> list[str]:
        return sorted(self._by_type)


def discover() -> None:
    """Imports every core/<room>/handlers/<module>.py, so that handlers and records register themselves."""
    for room in pkgutil.iter_modules(core.__path__):
        if room.name in ("kernel", "catalogue"):
            continue
        if room.name not in FLOORS:
            raise Broken(f"core/{room.name} stands on no floor; add it to FLOORS and the linter's layers")
        try:
            package = importlib.import_module(f"core.{room.name}.handlers")
        except ModuleNotFoundError:
            continue
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    complete_structs()
