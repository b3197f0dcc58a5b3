"""Ends the standings of parties whose time is over: good, potential or blacklisted becomes none."""

from __future__ import annotations

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.parties import STANDINGS, Party, standings_over
from schedules.job import job
from schedules.timed_hub import TimedHub

PARTIES_MAX = 100_000


@job(every_s=300, catch_up="latest")
def end_standings(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    found = [row for each in STANDINGS for row in store.rows(Party, limit=PARTIES_MAX, standing=each)]
    over = standings_over(found, timed.now())
    timed.tell(
        [
            internal(
                "party.standing_ended.v1",
                each,
                partner="hub",
                site="",
                key=f"{each.uscc}/{each.until.isoformat()}",
            )
            for each in over
        ]
    )
    return f"{len(over)} standings are over" if over else ""
