"""What the rules found of a facility whose money is out: when it was judged, what stands against it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class FacilityWatch(Record, frozen=True, kw_only=True):
    """When a facility was judged at stage post, and what came of the last time.

    times: how often it was asked for. asked: the number of the decision that is waited for, "" where none is.
    decision, verdict: of the last one; failed, not_judged: its rules, with blanks between. judged_day: its
    business day, yyyymmdd; judged_at: when it was asked for.
    """

    TABLE: ClassVar[str] = "loan_facility_watch"
    KEY: ClassVar[tuple[str, ...]] = ("facility_no",)
    BOOK: ClassVar[bool] = True

    facility_no: str
    times: int = 0
    asked: str = ""
    decision: str = ""
    verdict: str = ""
    failed: str = ""
    not_judged: str = ""
    judged_day: int = 0
    judged_at: datetime | None = None


class Finding(Record, frozen=True, kw_only=True):
    """A rule that failed while money was out, from when it began until it ended; told at both, never between.

    times: how often this rule began under this facility. action: R, B, C, F or W; rows: the places of its
    rows that held, with blanks between. text: why. decision: by which it began; ended_by: by which it ended,
    "" while it stands. review: the number of the task, "" where nobody is asked. Days yyyymmdd, 0: not ended.
    """

    TABLE: ClassVar[str] = "loan_finding"
    KEY: ClassVar[tuple[str, ...]] = ("facility_no", "rule", "times")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("facility_no", "stands"),)
    BOOK: ClassVar[bool] = True

    facility_no: str
    rule: str
    times: int
    stands: bool
    action: str
    rows: str
    text: str
    decision: str
    begun_day: int
    begun_at: datetime
    begun_message: str
    review: str = ""
    ended_day: int = 0
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_message: str = ""
