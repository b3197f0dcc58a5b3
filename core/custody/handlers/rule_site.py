"""A person sets the rules a site is watched by."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.messages import SiteRuled
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused

LOOKBACK_DAYS_MAX = 400
DAY_S = 86_400


@handles("custody.site_ruled.v1")
def rule_site(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(SiteRuled)
    if not said.approver.strip():
        raise Refused(f"rules for {said.site} need a named approver", cause="custody.site.no_approver")
    numbers = (said.skew_s, said.count_tolerance_ppm, said.snapshot_tolerance_ppm, said.snapshot_due_s)
    if min(numbers) < 0 or not 0 <= said.lookback_days <= LOOKBACK_DAYS_MAX or said.skew_s > DAY_S:
        raise Refused(
            f"{said.site}: nothing below 0, {LOOKBACK_DAYS_MAX} days back and a day of skew at most",
            cause="custody.site.rules",
        )
    site = work.site(said.site)
    watched = (site.watched_since or message.event_time) if said.snapshot_due_s else None
    work.sites.put(
        replace(
            site,
            watched_since=watched,
            skew_s=said.skew_s,
            lookback_days=said.lookback_days,
            count_tolerance_ppm=said.count_tolerance_ppm,
            snapshot_tolerance_ppm=said.snapshot_tolerance_ppm,
            order_required=said.order_required,
            snapshot_due_s=said.snapshot_due_s,
        )
    )
    work.unit.effect(
        message, kind="site.ruled", key=said.site, text=f"{said.approver} sets the rules of {said.site}"
    )
    return []
