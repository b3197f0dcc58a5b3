"""Joins the wake-ups of this process with those of all others."""

from __future__ import annotations

from adapters.wiring.hub import Hub
from core.hub.wake import Wake

ARRIVED, HANDLED = "arrived", "handled"


def join(hub: Hub, wake: Wake) -> None:
    """What happens here is told to the others, and what they tell wakes this process."""
    for topic, signal in ((ARRIVED, hub.arrived), (HANDLED, hub.handled)):
        signal.listen(lambda topic=topic: wake.tell(topic))  # type: ignore[misc]
        wake.listen(topic, signal.notify)
