"""How full something is and how soon it will be: the hub's disk, every agent's spool as it says itself."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.alert_codes import DISK_FILLS
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.ports import Store
from core.hub.records import Record

DISK = "disk"
DAY_S = 86_400
# In hundredths: over the first it is alarmed, under the second the alarm ends.
FULL_PERCENT, EASED_PERCENT = 90, 85
# A look so long after the last takes over a fifth of the pace between them, a sooner one as much less. What a
# disk does in some minutes (a backup, a log) is no trend and calls nobody; how a spool ends is seen at once.
DISK_TREND_S, SPOOL_TREND_S = 3600, 60
TAKEN_PPM = 200_000
LOOK_S_MIN = 60


class Filling(Record, frozen=True, kw_only=True):
    """Bytes used of size at that moment; per_hour: how much more an hour, smoothed, below 0 as it empties."""

    TABLE: ClassVar[str] = "hub_filling"
    KEY: ClassVar[tuple[str, ...]] = ("what",)

    what: str
    used: int
    size: int
    per_hour: int
    at: datetime

    @property
    def percent(self) -> int:
        return self.used * 100 // self.size if self.size else 0

    @property
    def full_in_s(self) -> int:
        """At the present pace; -1 while it does not fill."""
        return max(0, self.size - self.used) * 3600 // self.per_hour if self.per_hour > 0 else -1


def look(store: Store, what: str, *, used: int, size: int, at: datetime) -> Filling:
    """Keeps how full it is now; the pace is known from the second look on."""
    before = store.get(Filling, what)
    seconds = int((at - before.at).total_seconds()) if before is not None else 0
    if before is not None and seconds < LOOK_S_MIN:
        return before
    per_hour = 0
    if before is not None:
        now = (used - before.used) * 3600 // seconds
        trend_s = DISK_TREND_S if what == DISK else SPOOL_TREND_S
        taken = TAKEN_PPM * min(seconds, trend_s) // trend_s
        per_hour = (before.per_hour * (1_000_000 - taken) + now * taken) // 1_000_000
    row = Filling(what=what, used=used, size=size, per_hour=per_hour, at=at)
    with store.unit() as unit:
        unit.shelf(Filling).put(row)
    return row


def judge(disk: Filling, *, is_open: bool) -> AlertRaised | AlertCleared | None:
    """The alert that begins or ends by how full the hub's disk is."""
    soon = 0 <= disk.full_in_s < DAY_S
    if not is_open and (soon or disk.percent >= FULL_PERCENT):
        hours = f", full in {disk.full_in_s // 3600} h at this pace" if soon else ""
        return DISK_FILLS.raised(DISK, f"the disk of the hub's home is {disk.percent} % full{hours}")
    eased = disk.percent < EASED_PERCENT and not 0 <= disk.full_in_s < 2 * DAY_S
    if is_open and eased:
        return DISK_FILLS.cleared(DISK, f"it is {disk.percent} % full and does not fill within two days")
    return None
