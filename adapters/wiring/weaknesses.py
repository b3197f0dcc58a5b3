"""What is weak about an address that a contract names is noted in the audit when it is first used."""

from __future__ import annotations

from types import ModuleType

from core.hub.audit_desk import Noted, note_alone
from core.hub.ports import Store


class Weaknesses:
    """Tells each once a process; an adapter without `weaknesses` has none."""

    def __init__(self, store: Store, by: str) -> None:
        self._store = store
        self._by = by
        self._told: set[tuple[str, str]] = set()

    def note(self, module: ModuleType, *, on: str, address: str) -> None:
        weaknesses = getattr(module, "weaknesses", None)
        for text in weaknesses(address) if weaknesses is not None else ():
            if (on, text) not in self._told:
                note_alone(self._store, Noted(by=self._by, what="line.weak", on=on, change=text))
                self._told.add((on, text))
