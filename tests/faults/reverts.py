"""Rules of the house taken back in a launched process, to show that the auditor sees what each is for."""

from __future__ import annotations

from collections.abc import Callable

REVERTS: dict[str, Callable[[], None]] = {}
