"""Tells the ledger what was held too long, so that limits it was held against have room again."""

from __future__ import annotations

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.ledger import Reservation, reservations_over
from schedules.job import job
from schedules.timed_hub import TimedHub

OPEN_MAX = 100_000


@job(every_s=30, catch_up="latest")
def end_reservations(timed: TimedHub, slot: Slot) -> str:
    held = timed.hub.store.rows(Reservation, limit=OPEN_MAX, state="open")
    over = reservations_over(held, timed.now())
    timed.tell(
        [
            internal(
                "ledger.reservation_ended.v1",
                ended,
                partner="hub",
                site="",
                key=f"{ended.book}/{ended.number}",
            )
            for ended in over
        ]
    )
    return f"{len(over)} reservations are over" if over else ""
