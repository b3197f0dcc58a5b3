"""When somebody must look at a warehouse: a patrol, check or count by plan, or a count after a shortage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from core.hub.records import Record


class WatchPlan(Record, frozen=True, kw_only=True):
    """One kind of look at one site: due at next_due and every_s after it, 0 for once; grace_s may pass.

    owner: whose it is. done_at: the last one. missed: it is alarmed that it did not come (C09).
    open: False when nothing is due any more.
    """

    TABLE: ClassVar[str] = "custody_watch_plan"
    KEY: ClassVar[tuple[str, ...]] = ("site", "kind")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("open",),)
    BOOK: ClassVar[bool] = True

    site: str
    kind: str
    every_s: int
    grace_s: int
    next_due: datetime
    owner: str = ""
    done_at: datetime | None = None
    missed: bool = False
    open: bool = True

    @property
    def object(self) -> str:
        return f"{self.site}/{self.kind}"

    def is_missed(self, at: datetime) -> bool:
        return self.open and at > self.next_due + timedelta(seconds=self.grace_s)
