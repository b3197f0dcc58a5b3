"""A worker that was stopped in the middle of a unit of work holds its rows no longer than half a minute."""

from __future__ import annotations

from adapters.database.engine import SILENT_UNIT_MS
from adapters.database.sessions import end_silent_sessions
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=5, catch_up="latest")
def end_sessions(timed: TimedHub, _slot: Slot) -> str:
    """Says how many it ended, where there were any."""
    ended = end_silent_sessions(timed.hub.store.engine, silent_s=SILENT_UNIT_MS / 1000)
    return f"{ended} sessions fell silent in a unit of work and were ended" if ended else ""
