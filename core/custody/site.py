"""A site: the rules it is watched by, and whether goods may leave it now."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Site(Record, frozen=True, kw_only=True):
    """One warehouse under watch.

    Rules (data, set by custody.site_ruled.v1): skew_s is how far a source's clock may run ahead (C15);
    lookback_days how far behind late facts and snapshots are judged again; the tolerances are parts per
    million of the book; order_required makes every outbound need a release order, not only that of pledged
    goods; snapshot_due_s is the longest time between two snapshots (0: none is expected), counted from
    watched_since before the first one.
    State: lone_breaks are open breaks with an alarm of their own, crowd_breaks those alarmed together;
    stopped_since (no new release orders, after an unauthorised release) while open_breaches is not 0;
    snapshot_as_of is the newest snapshot's moment, counted_as_of
    the newest count's; blind_since while snapshots are overdue (C05).
    """

    TABLE: ClassVar[str] = "custody_site"
    KEY: ClassVar[tuple[str, ...]] = ("site",)
    BOOK: ClassVar[bool] = True

    site: str
    skew_s: int = 120
    lookback_days: int = 30
    count_tolerance_ppm: int = 0
    snapshot_tolerance_ppm: int = 0
    order_required: bool = False
    snapshot_due_s: int = 0
    watched_since: datetime | None = None
    stopped_since: datetime | None = None
    open_breaches: int = 0
    lone_breaks: int = 0
    crowd_breaks: int = 0
    snapshot_as_of: datetime | None = None
    blind_since: datetime | None = None
    counted_as_of: datetime | None = None
