"""What a clock asks of custody: jobs read these rows, and send the message for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.custody.messages import FeedCheckDue, ReleaseOrderExpired
from core.custody.release import ReleaseOrder
from core.custody.site import Site


def orders_over(orders: Iterable[ReleaseOrder], now: datetime) -> list[ReleaseOrderExpired]:
    """Open orders whose time is over: `custody.release_order_expired.v1` for each."""
    return [
        ReleaseOrderExpired(site=each.site, order_no=each.order_no, at=now)
        for each in orders
        if each.state == "open" and each.valid_to <= now
    ]


def feeds_to_check(sites: Iterable[Site], now: datetime) -> list[FeedCheckDue]:
    """Sites that a snapshot is expected of, not blind yet: `custody.feed_check_due.v1` for each."""
    return [
        FeedCheckDue(site=each.site, at=now) for each in sites if each.snapshot_due_s and not each.blind_since
    ]
