"""Who does what around a due date: reminders before it (提示付款), collection after it (催收), as data."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

import msgspec


class Notice(StrEnum):
    """Two series of notices with numbers of their own: a reminder is no demand."""

    REMINDER = "reminder"
    DEMAND = "demand"


class Step(msgspec.Struct, frozen=True):
    """So many days from the due date (before it: below zero), this is done, so many times."""

    day: int
    action: str
    times: int = 1

    @property
    def notice(self) -> Notice:
        return Notice.DEMAND if self.day > 0 else Notice.REMINDER


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of a product, from a day on."""

    effective_from: date
    steps: tuple[Step, ...]


class Due(NamedTuple):
    """A step that has come."""

    on: date
    step: Step


_day = attrgetter("day")
# A proposal; a product brings its own.
COLLECTIONS = (
    Collection(
        effective_from=date(2020, 1, 1),
        steps=(
            Step(-7, "remind"),
            Step(-3, "remind"),
            Step(-1, "remind"),
            Step(0, "debit", times=3),
            Step(1, "call"),
            Step(1, "freeze_draws"),
            Step(3, "notify_guarantor"),
            Step(7, "visit"),
            Step(7, "stop_releases"),
            Step(15, "demand_letter"),
            Step(15, "check_cross_default"),
            Step(30, "demand_buy_back"),
            Step(60, "hand_to_lawyers"),
            Step(90, "classify_non_performing"),
            Step(90, "stop_accrual"),
            Step(90, "dispose"),
        ),
    ),
)


def steps_due(collection: Collection, due: date, since: date, until: date) -> list[Due]:
    """The steps of the days after `since` up to `until`, oldest first: asked on, each comes once."""
    begun, ended = (since - due).days, (until - due).days
    if ended < min(map(_day, collection.steps), default=0):
        return []
    came = sorted((step for step in collection.steps if begun < step.day <= ended), key=_day)
    return [Due(due + timedelta(days=step.day), step) for step in came]
