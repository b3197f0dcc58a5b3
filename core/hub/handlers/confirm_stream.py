"""A person closes the alarm about a stream: somebody has made sure by hand, and what waited goes on."""

from __future__ import annotations

from core.hub.alerts import AlertClosed
from core.hub.certainty import make_certain_rows, unpark
from core.hub.failures import Failure, Uncertain
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.shelf import Shelf
from core.hub.work import RoomUnit


class CertaintyWork:
    """What is uncertain, and the instructions that wait for it."""

    def __init__(self, unit: RoomUnit) -> None:
        self.uncertain: Shelf[Uncertain] = unit.shelf(Uncertain)
        self.failures: Shelf[Failure] = unit.shelf(Failure)


@handles("alert.closed.v1")
def confirm_stream(message: Message, work: CertaintyWork) -> list[Message]:
    """What its object made uncertain is certain: frames or a reading that never come hold nothing up."""
    said = message.read(AlertClosed)
    here = work.uncertain.find(scope=f"site:{message.site}")
    origins = {row.origin for row in here if row.origin.startswith(f"{said.object}/")}
    for origin in sorted({said.object, *origins}):
        scopes = make_certain_rows(work.uncertain, origin)
        unpark(work.failures, work.uncertain, scopes, due_at=message.record_time)
    return []
