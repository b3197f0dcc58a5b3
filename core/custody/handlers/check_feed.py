"""The clock asks whether a site's snapshot is overdue: then the site is blind, nothing is released (C05)."""

from __future__ import annotations

from datetime import UTC, timedelta

from core.custody.blind import SNAPSHOT, go_blind
from core.custody.blind_row import Blindness
from core.custody.booking import Booking
from core.custody.messages import FeedCheckDue
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.feed_check_due.v1")
def check_feed(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(FeedCheckDue)
    now = said.at.astimezone(UTC)
    site = work.sites.get(said.site)
    if site is None or not site.snapshot_due_s or work.blindnesses.get(said.site, SNAPSHOT):
        return []
    last = site.snapshot_as_of or site.watched_since or now
    if now - last <= timedelta(seconds=site.snapshot_due_s):
        return []
    booking = Booking(message, work)
    go_blind(booking, Blindness(site=site.site, cause=SNAPSHOT, since=now, text="its snapshot is overdue"))
    booking.alarm(
        AlertRaised(
            code="C05",
            severity="high",
            object=site.site,
            site=site.site,
            text=f"{site.site}: the last snapshot is of {last:%Y-%m-%d %H:%M:%SZ}, one is due every"
            f" {site.snapshot_due_s} s",
            action="the site is blind: count by hand; releases and draws on it are blocked",
        )
    )
    return settled(booking)
