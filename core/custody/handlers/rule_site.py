"""A person sets the rules a site is watched by."""

from __future__ import annotations

import re

from msgspec.structs import replace

from core.custody.messages import SiteRuled
from core.custody.site_watch import SiteWatch
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.quantity import require_unit

LOOKBACK_DAYS_MAX = 400
DAY_S = 86_400
PPM = 1_000_000
NIGHT = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d[+-](0\d|1[0-4]):[0-5]\d")
TIMES = ("receipt_due_s", "transit_due_s", "confirm_due_s", "exchange_due_s")


@handles("custody.site_ruled.v1")
def rule_site(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(SiteRuled)
    _check(said)
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
    work.watches.put(
        SiteWatch(
            site=said.site,
            supervisor=said.supervisor.strip(),
            identify=said.identify,
            weigh="\n".join(f"{require_unit(unit)}={ppm}" for unit, ppm in sorted(said.weigh_ppm.items())),
            night=said.night,
            **{name: getattr(said, name) for name in TIMES},
        )
    )
    work.unit.effect(
        message, kind="site.ruled", key=said.site, text=f"{said.approver} sets the rules of {said.site}"
    )
    return []


def _check(said: SiteRuled) -> None:
    if not said.approver.strip():
        raise Refused(f"rules for {said.site} need a named approver", cause="custody.site.no_approver")
    numbers = (said.skew_s, said.count_tolerance_ppm, said.snapshot_tolerance_ppm, said.snapshot_due_s)
    times = (getattr(said, name) for name in TIMES)
    if min(*numbers, *times) < 0 or not 0 <= said.lookback_days <= LOOKBACK_DAYS_MAX or said.skew_s > DAY_S:
        raise Refused(
            f"{said.site}: nothing below 0, {LOOKBACK_DAYS_MAX} days back and a day of skew at most",
            cause="custody.site.rules",
        )
    wrong = {unit: ppm for unit, ppm in said.weigh_ppm.items() if not 0 <= ppm <= PPM}
    if wrong or (said.night and not NIGHT.fullmatch(said.night)):
        raise Refused(
            f"{said.site}: weigh_ppm {wrong} must be 0 to {PPM}, and night {said.night!r} like"
            " 22:00-06:00+08:00",
            cause="custody.site.rules",
        )
