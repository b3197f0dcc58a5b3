"""Lets go what may go: raw bytes after their retention, old sends and job runs, taps that are over."""

from __future__ import annotations

from core.hub.audit_desk import CLOCK, Noted, note_alone
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

TAP_KEPT_S = 3600.0
TURNS_MAX = 50
MONTHS_A_TURN = 3


@job(every_s=3600, catch_up="latest", limit_s=1800)
def keep_retention(timed: TimedHub, slot: Slot) -> str:
    gone = {"taps": timed.taps.throw_away(older_than_s=TAP_KEPT_S)}
    for _ in range(TURNS_MAX):
        turn = timed.retention.keep(slot.at)
        gone = {name: gone.get(name, 0) + turn.get(name, 0) for name in gone.keys() | turn.keys()}
        if not any(turn.values()):
            break
    month = timed.audit.keep(slot.at)
    gone |= {f"month of the audit ({month})": 1} if month else {}
    gone |= {f"month of messages ({let_go})": 1 for let_go in _months(timed, slot)}
    said = ", ".join(f"{count} {name}" for name, count in sorted(gone.items()) if count)
    if said:
        note_alone(
            timed.hub.store, Noted(by=CLOCK, what="retention.kept", on="store", change=f"gone: {said}")
        )
    return said


def _months(timed: TimedHub, slot: Slot) -> list[int]:
    gone: list[int] = []
    while len(gone) < MONTHS_A_TURN and (month := timed.months.keep(slot.at)):
        gone.append(month)
    return gone
