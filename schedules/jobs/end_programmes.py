"""Ends programmes, and members' places in them, whose time is over."""

from __future__ import annotations

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.parties import Member, Programme, ProgrammeFoundOver, programmes_over
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000
STATES = ("running", "suspended")


@job(every_s=300, catch_up="latest")
def end_programmes(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    over = programmes_over(
        [row for state in STATES for row in store.rows(Programme, limit=ROWS_MAX, state=state)],
        [row for state in STATES for row in store.rows(Member, limit=ROWS_MAX, state=state)],
        timed.now(),
    )
    timed.tell(
        [
            internal(
                "party.programme_over.v1",
                ProgrammeFoundOver(programme=each.programme, member=each.member, until=each.until),
                partner="hub",
                site="",
                key=f"{each.programme}/{each.member}/{each.until.isoformat()}",
            )
            for each in over
        ]
    )
    return f"{len(over)} places or programmes are over" if over else ""
