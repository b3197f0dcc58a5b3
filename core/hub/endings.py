"""Which certificates end soon and do not just wait for their renewal: told 14, 7 and 1 days before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.hub.alert_codes import CERTIFICATE_ENDS
from core.hub.alerts import AlertRaised
from core.hub.certificates import AGENT, Certificate

DAYS = (14, 7, 1)
# An agent that was heard since then is at work, and its renewal is its own affair until it is due.
HEARD = timedelta(days=1)
RENEW_AT = 2 / 3


def newest(rows: Iterable[Certificate]) -> list[Certificate]:
    """Of each holder the one that ends last: the others have been renewed."""
    found: dict[tuple[str, str], Certificate] = {}
    for row in rows:
        known = found.get((row.kind, row.name))
        if known is None or row.not_after > known.not_after:
            found[row.kind, row.name] = row
    return list(found.values())


def ending(
    rows: Iterable[Certificate], now: datetime, *, heard_at: Mapping[str, datetime], hub: str
) -> list[AlertRaised]:
    """The alarm for each that ends within one of the steps; one alarm a certificate and step.

    heard_at: when each agent was heard last. hub: the name of the hub's own server and worker.
    """
    found = []
    for row in newest(rows):
        step = min((days for days in DAYS if row.not_after - now <= timedelta(days=days)), default=0)
        if step and row.revoked_at is None and not _renews_itself(row, now, heard_at, hub):
            found.append(_alarm(row, step))
    return found


def object_of(row: Certificate, step: int) -> str:
    return f"{row.kind} {row.name} {row.serial} {step} d"


def _alarm(row: Certificate, step: int) -> AlertRaised:
    days = f"{step} day{'s' if step > 1 else ''}"
    text = f"the certificate of {row.kind} {row.name} ends at {row.not_after:%Y-%m-%d %H:%M}Z, within {days}"
    return CERTIFICATE_ENDS.raised(object_of(row, step), text)


def _renews_itself(row: Certificate, now: datetime, heard_at: Mapping[str, datetime], hub: str) -> bool:
    """Its holder is at work, and the time of its renewal has not come yet."""
    at_work = row.name == hub
    if row.kind == AGENT:
        heard = heard_at.get(row.name)
        at_work = heard is not None and now - heard < HEARD
    return at_work and now < row.issued_at + (row.not_after - row.issued_at) * RENEW_AT
