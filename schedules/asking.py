"""Asking the rooms, in the clock's name, whether something that was to come by now has come."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.hub.notices import internal
from schedules.timed_hub import TimedHub


def ask(timed: TimedHub, type_name: str, bodies: Sequence[msgspec.Struct], *about: str) -> int:
    """One message for each body; its key is what these fields say and when it is asked. Gives how many."""
    timed.tell(
        [
            internal(
                type_name,
                body,
                partner="hub",
                site=getattr(body, "site", ""),
                key=" ".join([*(str(getattr(body, name)) for name in about), body.at.isoformat()]),  # type: ignore[attr-defined]
            )
            for body in bodies
        ]
    )
    return len(bodies)
