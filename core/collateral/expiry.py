"""When something is about to end: thirty days before, seven, and on the day itself (C12)."""

from __future__ import annotations

from datetime import date

from core.hub.alerts import AlertRaised

STAGES = (0, 7, 30)


def stage_of(until_day: int, today: date) -> int:
    """The stage reached, -1 before any, and where no end is known."""
    if not until_day:
        return -1
    until = date(until_day // 10_000, until_day // 100 % 100, until_day % 100)
    return next((each for each in STAGES if (until - today).days <= each), -1)


def next_stage(until_day: int, warned: int, today: date) -> int:
    """A stage that was not told yet, -1 where there is none."""
    stage = stage_of(until_day, today)
    return stage if stage >= 0 and (warned < 0 or stage < warned) else -1


def ends(object_: str, what: str, until_day: int, stage: int) -> AlertRaised:
    """The alarm of a stage."""
    until = f"{until_day // 10_000}-{until_day // 100 % 100:02d}-{until_day % 100:02d}"
    text = f"{what} ends on {until}" if stage else f"{what} ended on {until}: it opens no gate any more"
    return AlertRaised(
        code="C12",
        severity="medium" if stage == 30 else "high",
        object=f"{object_}:{stage}",
        text=text,
        action="renew it; from its last day on nothing is paid on it",
    )
