"""A plan to do things again: what was chosen, frozen at its making, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

import msgspec

from core.hub.records import Record

Kind = Literal["retry", "reread", "rebuild"]

READY = "ready"
RUNNING = "running"
PAUSED = "paused"
STOPPED = "stopped"
DONE = "done"
CANCELLED = "cancelled"
ENDED = (DONE, CANCELLED)

# States of an item. A released one has been handed on and is watched.
WAITING = "waiting"
RELEASED = "released"
MENDED = "mended"
SAME = "same"
FAILED = "failed"
SKIPPED = "skipped"


class Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to choose; "" and None choose any. A retry chooses failures, a re-read messages.

    mapping: the hash that stands on what is chosen. key: a business key. since, until: when it came in.
    state: of failures (open, waiting, parked). places: "partition/number", exactly these.
    """

    partner: str = ""
    source: str = ""
    mapping: str = ""
    type: str = ""
    cause: str = ""
    state: str = "open"
    key: str = ""
    since: datetime | None = None
    until: datetime | None = None
    places: tuple[str, ...] = ()


class Plan(Record, frozen=True, kw_only=True):
    """One plan; it survives every restart, for it is nothing but this row and its items.

    chosen: the selection as JSON. step: how many steps were released; step_size: of the last one.
    next_at: before it no step is released (the rate). text: why it stopped, or how it ended.
    total: items, of which those that ended are counted here. cursor: the last unit of work that a rebuild has
    done again; its `failed` counts differences. approved_by: the second person, where one is wanted.
    """

    TABLE: ClassVar[str] = "hub_plan"
    KEY: ClassVar[tuple[str, ...]] = ("plan_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state",), ("made_at",))

    plan_id: str
    kind: str
    state: str
    chosen: bytes
    reason: str
    made_by: str
    made_at: datetime
    started_by: str
    started_at: datetime | None
    ended_at: datetime | None
    total: int
    mended: int
    same: int
    failed: int
    skipped: int
    step: int
    step_size: int
    step_failed: int
    rate_per_s: int
    next_at: datetime | None
    cursor: int
    text: str
    approved_by: str | None = None
    approved_at: datetime | None = None

    @property
    def ended_items(self) -> int:
        return self.mended + self.same + self.failed + self.skipped


class PlanItem(Record, frozen=True, kw_only=True):
    """One chosen failure or message, in the order it came in.

    cause: the failure's cause when the plan was made; again: the one it failed with this time. tries, since:
    the failure's tries, and the time, at its release. reread: number of the message that books a re-read.
    text: how it ended.
    """

    TABLE: ClassVar[str] = "hub_plan_item"
    KEY: ClassVar[tuple[str, ...]] = ("plan_id", "item")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("plan_id", "state"),)

    plan_id: str
    item: int
    partition: int
    number: int
    ordinal: int
    state: str
    cause: str
    again: str
    tries: int
    since: datetime | None
    reread: int
    text: str
