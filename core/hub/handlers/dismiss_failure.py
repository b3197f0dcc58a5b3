"""A person dismisses failures: they are over, and what waited for them goes on."""

from __future__ import annotations

from core.hub import failures
from core.hub.dismissals import FailureDismissed
from core.hub.handling import handles
from core.hub.mending import FailureWork
from core.hub.message import Message


@handles("failure.dismissed.v1")
def dismiss_failure(message: Message, work: FailureWork) -> list[Message]:
    """One that was mended meanwhile stays mended."""
    said = message.read(FailureDismissed)
    for place in said.places:
        row = work.failures.get(place.partition, place.number, place.ordinal)
        if row is not None and row.state not in (failures.MENDED, failures.DISMISSED):
            text = f"dismissed by {said.by}: {said.reason} (it was: {row.text})"
            work.end(row, failures.DISMISSED, message.record_time, text[:2000])
    return []
