"""Holding what is watched over against its limit: worth more, it is alarmed until it is not (C10)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from core.collateral.alarms import Alarms
from core.collateral.limit import Limit
from core.collateral.supervised import supervised_value
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised


def judge_limit(work: CollateralWork, alarms: Alarms, limit: Limit, at: datetime) -> None:
    """Keeps what it is worth now, and tells when that goes over the limit or comes back."""
    value = supervised_value(work, limit, at)
    over = value > limit.limit_minor
    work.limits.put(replace(limit, value_minor=value, checked_at=at, over=over))
    text = (
        f"pledged goods of {limit.kind} {limit.holder} are worth {value} minor units of {limit.currency},"
        f" its limit is {limit.limit_minor}"
    )
    if over and not limit.over:
        action = "pledge nothing more there; move goods elsewhere or raise the limit"
        site = limit.holder if limit.kind == "site" else ""
        alarms.alarm(
            AlertRaised(code="C10", severity="high", object=limit.object, text=text, action=action, site=site)
        )
    elif limit.over and not over:
        alarms.calm("C10", limit.object, text)
