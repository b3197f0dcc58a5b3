"""What was good once and is too old to be taken again is forgotten: nonces and signatures of messages."""

from __future__ import annotations

from core.hub.digest_access import forget_used
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=60, catch_up="latest")
def forget_used_once(timed: TimedHub, slot: Slot) -> str:
    """Says how many it forgot, where there were any."""
    gone = forget_used(timed.hub.store, slot.at)
    return f"{gone} uses forgotten" if gone else ""
