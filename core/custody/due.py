"""What a clock asks of custody: jobs read these rows, and send the message for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from core.custody.asked import (
    DeviceCheckDue,
    ExchangeCheckDue,
    ReceiptCheckDue,
    TransferCheckDue,
    WatchCheckDue,
)
from core.custody.assessment import Assessment
from core.custody.device import Device
from core.custody.exchange import OPEN, Exchange
from core.custody.messages import AssessmentOver, FeedCheckDue, ReleaseOrderExpired
from core.custody.plan_row import WatchPlan
from core.custody.release import ReleaseOrder
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.stuck import why_stuck
from core.custody.transit import Transit


def orders_over(orders: Iterable[ReleaseOrder], now: datetime) -> list[ReleaseOrderExpired]:
    """Orders whose time is over and that are not: `custody.release_order_expired.v1` for each."""
    return [
        ReleaseOrderExpired(site=each.site, order_no=each.order_no, at=now)
        for each in orders
        if each.state in {"open", "waiting"} and each.valid_to <= now
    ]


def feeds_to_check(sites: Iterable[Site], now: datetime, blind: Collection[str] = ()) -> list[FeedCheckDue]:
    """Sites that a snapshot is expected of, and not known to lack: `custody.feed_check_due.v1` for each."""
    return [
        FeedCheckDue(site=each.site, at=now)
        for each in sites
        if each.snapshot_due_s and each.site not in blind
    ]


def receipts_to_ask(
    orders: Iterable[ReleaseOrder], watches: Iterable[SiteWatch], now: datetime
) -> list[ReceiptCheckDue]:
    """Open orders that nobody answered in their site's time: `custody.receipt_check_due.v1` for each."""
    within = {each.site: timedelta(seconds=each.receipt_due_s) for each in watches if each.receipt_due_s}
    return [
        ReceiptCheckDue(site=each.site, order_no=each.order_no, at=now)
        for each in orders
        if each.state == "open"
        and not each.receipt
        and not each.receipt_late
        and each.site in within
        and now - each.issued_at > within[each.site]
    ]


def transfers_to_ask(
    transits: Iterable[Transit], watches: Iterable[SiteWatch], now: datetime
) -> list[TransferCheckDue]:
    """Transfers that are stuck and not alarmed as that: `custody.transfer_check_due.v1` for each."""
    known = {each.site: each for each in watches}
    return [
        TransferCheckDue(transfer_no=each.transfer_no, from_site=each.from_site, lot_no=each.lot_no, at=now)
        for each in transits
        if each.to_site in known and why_stuck(each, known[each.to_site], now)[0] not in {"", each.late}
    ]


def exchanges_to_ask(
    exchanges: Iterable[Exchange], watches: Iterable[SiteWatch], now: datetime
) -> list[ExchangeCheckDue]:
    """Exchanges half done for longer than their site allows: `custody.exchange_check_due.v1` for each."""
    within = {each.site: timedelta(seconds=each.exchange_due_s) for each in watches if each.exchange_due_s}
    return [
        ExchangeCheckDue(site=each.site, order_no=each.order_no, at=now)
        for each in exchanges
        if each.state in OPEN
        and not each.late
        and each.begun_at is not None
        and each.site in within
        and now - each.begun_at > within[each.site]
    ]


def watches_to_ask(plans: Iterable[WatchPlan], now: datetime) -> list[WatchCheckDue]:
    """Looks that did not come and are not alarmed as that: `custody.watch_check_due.v1` for each."""
    return [
        WatchCheckDue(site=each.site, kind=each.kind, at=now)
        for each in plans
        if not each.missed and each.is_missed(now)
    ]


def devices_to_ask(devices: Iterable[Device], now: datetime) -> list[DeviceCheckDue]:
    """Devices that fell silent: `custody.device_check_due.v1` for each."""
    return [
        DeviceCheckDue(site=each.site, device_id=each.device_id, at=now)
        for each in devices
        if not each.silent and each.is_silent(now)
    ]


def assessments_over(assessments: Iterable[Assessment], now: datetime) -> list[AssessmentOver]:
    """Judgements whose time is over: `custody.assessment_over.v1` for each."""
    return [
        AssessmentOver(site=each.site, lot_no=each.lot_no, at=now)
        for each in assessments
        if not each.over and each.until <= now
    ]
