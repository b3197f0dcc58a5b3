"""How pages say moments, ages, sizes and states; every state has a word, colour only repeats it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.kernel.currencies import minor_digits
from gateway.console import money_words
from gateway.console.texts import N_
from gateway.console.unit_words import UNITS

ZONE = "Asia/Shanghai"
ZONE_COOKIE = "lianqiao_zone"

# state: (its word, its tone); the tones are good, plain, warn, bad and wait.
STATES: dict[str, tuple[str, str]] = {
    "done": (N_("Done"), "good"),
    "noted": (N_("Noted"), "plain"),
    "refused": (N_("Refused"), "warn"),
    "unreadable": (N_("Unreadable"), "bad"),
    "conflict": (N_("Conflict"), "bad"),
    "parked": (N_("Parked"), "wait"),
    "retrying": (N_("Trying again"), "wait"),
    "taken": (N_("Waiting its turn"), "wait"),
    "dismissed": (N_("Dismissed"), "plain"),
    "waiting": (N_("Waiting"), "wait"),
    "open": (N_("To mend"), "bad"),
    "mended": (N_("Mended"), "good"),
    "sent": (N_("Confirmed"), "good"),
    "in_doubt": (N_("In doubt"), "bad"),
    "given_up": (N_("Given up"), "bad"),
    "acknowledged": (N_("Acknowledged"), "wait"),
    "closed": (N_("Closed"), "plain"),
    "unavailable": (N_("Unavailable"), "wait"),
    "failing": (N_("To mend"), "bad"),
}
SEVERITIES: dict[str, tuple[str, str]] = {
    "critical": (N_("Critical"), "bad"),
    "high": (N_("High"), "warn"),
    "medium": (N_("Medium"), "wait"),
    "low": (N_("Low"), "plain"),
}
LEVELS: dict[str, tuple[str, str]] = {
    "NORMAL": (N_("Normal"), "good"),
    "WATCH": (N_("Watch"), "wait"),
    "CALL": (N_("Margin call"), "warn"),
    "LIQUIDATE": (N_("Liquidate"), "bad"),
}
AGENTS: dict[str, tuple[str, str]] = {
    "running": (N_("Running"), "good"),
    "starting": (N_("Starting"), "wait"),
    "paused": (N_("Paused"), "wait"),
    "full": (N_("Spool full"), "bad"),
    "stopped": (N_("Stopped"), "bad"),
    "silent": (N_("Silent"), "bad"),
    "forked": (N_("Forked"), "bad"),
    "invited": (N_("Invited"), "plain"),
    "revoked": (N_("Revoked"), "bad"),
    "quiet": (N_("Not heard yet"), "wait"),
    "given": (N_("Given"), "wait"),
    "expired": (N_("Expired"), "plain"),
    "failed": (N_("Failed"), "bad"),
    "done": (N_("Done"), "good"),
    "ok": (N_("Fine"), "good"),
    "waiting": (N_("Waiting"), "wait"),
    "open": (N_("Open"), "good"),
    "closed": (N_("Closed"), "plain"),
}
PLANS: dict[str, tuple[str, str]] = {
    "ready": (N_("Ready"), "wait"),
    "second": (N_("Waits for a second person"), "warn"),
    "running": (N_("Running"), "good"),
    "paused": (N_("Paused"), "wait"),
    "stopped": (N_("Stopped by itself"), "bad"),
    "done": (N_("Done"), "good"),
    "cancelled": (N_("Cancelled"), "plain"),
    "books": (N_("Would book"), "good"),
    "same": (N_("Says the same"), "plain"),
    "nothing": (N_("Would move nothing"), "plain"),
    "fails": (N_("Would fail"), "bad"),
    "retry": (N_("Try again"), "plain"),
    "reread": (N_("Read again"), "plain"),
    "rebuild": (N_("Rebuild"), "plain"),
    "new": (N_("New"), "good"),
    "changed": (N_("Changed"), "warn"),
    "without_effect": (N_("Without effect so far"), "wait"),
}
PUBLICATIONS: dict[str, tuple[str, str]] = {
    "waiting": (N_("Waits for a second person"), "warn"),
    "published": (N_("In force"), "good"),
    "rejected": (N_("Rejected"), "plain"),
}
ENDPOINTS: dict[str, tuple[str, str]] = {
    "quiet": (N_("Nothing waits"), "good"),
    "waiting": (N_("Waiting"), "wait"),
    "paused": (N_("Paused"), "warn"),
    "away": (N_("Does not answer"), "bad"),
    "sent": (N_("Confirmed"), "good"),
    "in_doubt": (N_("In doubt"), "bad"),
    "refused": (N_("Refused"), "warn"),
    "unavailable": (N_("Unavailable"), "wait"),
    "not_arrived": (N_("Not arrived"), "wait"),
    "given_up": (N_("Given up"), "bad"),
    "": (N_("Under way"), "plain"),
}
PRICES: dict[str, tuple[str, str]] = {
    "valid": (N_("Believed"), "good"),
    "held": (N_("Held: outlier"), "warn"),
    "unconfirmed": (N_("Unconfirmed"), "warn"),
    "rejected": (N_("Rejected"), "plain"),
}
ROLES: dict[str, str] = {
    "operator": N_("Operator"),
    "mapping_author": N_("Mapping author"),
    "risk": N_("Risk"),
    "custody": N_("Custody officer"),
    "officer": N_("Case officer"),
    "accountant": N_("Accountant"),
    "chief_accountant": N_("Chief accountant"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
    "partner": N_("Partner's own people"),
}
FACTORS: dict[str, str] = {
    "password": N_("password"),
    "totp": N_("password and telephone"),
    "recovery": N_("password and recovery code"),
    "oidc": N_("your house's sign-in"),
}
STATIONS: dict[str, str] = {
    "seen": N_("Seen at the partner"),
    "sealed": N_("Sealed and sent"),
    "taken": N_("Taken in"),
    "understood": N_("Understood"),
    "handled": N_("Handled"),
    "told": N_("Told"),
}
ALERTS: dict[str, str] = {
    "C01": N_("Unauthorised release"),
    "C02": N_("Short stock"),
    "C03": N_("Control floor broken"),
    "C04": N_("LTV line crossed"),
    "C05": N_("Feed silent"),
    "C06": N_("Price in doubt"),
    "C07": N_("Snapshot disagrees"),
    "C08": N_("Pledged twice"),
    "C09": N_("Patrol or count missed"),
    "C10": N_("Limit exceeded"),
    "C11": N_("Transfer stuck"),
    "C12": N_("Insurance or registry ends"),
    "C13": N_("Sensor silent or opened"),
    "C14": N_("Quality or age"),
    "C15": N_("Clock or sequence"),
    "H01": N_("Signature wrong"),
    "H02": N_("One key, two contents"),
    "H03": N_("One document, two contents"),
    "H04": N_("Partition stopped"),
    "H05": N_("Send given up"),
    "H06": N_("Send in doubt"),
    "H07": N_("Timed job fails"),
    "H08": N_("Endpoint does not answer"),
    "H09": N_("Broker gave up on a frame"),
    "H10": N_("Frame set aside"),
    "H11": N_("No clock ticks"),
    "H12": N_("Certificate ends soon"),
    "H13": N_("Revoked agent sends"),
    "H14": N_("Frame's body wrong"),
    "H15": N_("Bytes that are no frame"),
    "H16": N_("Another's site"),
    "H17": N_("Month has no partition"),
    "H18": N_("Backlog over its limit"),
    "H19": N_("Disk fills"),
    "H20": N_("Hub recovers after a restore"),
    "H21": N_("Feed late"),
    "H22": N_("Feed has too few or too many rows"),
    "H23": N_("Feed stale"),
    "H24": N_("Reject budget used up"),
    "H25": N_("Calendar ends"),
    "H26": N_("Place cannot be taken from"),
    "H27": N_("Receipt says no"),
    "H28": N_("Receipt does not come"),
    **money_words.ALERTS,
}

# What templates call them.
TABLES: dict[str, Any] = {
    "states": STATES,
    "severities": SEVERITIES,
    "levels": LEVELS,
    "agent_states": AGENTS,
    "price_states": PRICES,
    "plan_words": PLANS,
    "station_names": STATIONS,
    "units": UNITS,
    "alert_names": ALERTS,
    "publication_words": PUBLICATIONS,
    "endpoint_words": ENDPOINTS,
    "role_names": ROLES,
    "factor_names": FACTORS,
}


def zone_of(name: str) -> ZoneInfo:
    """The zone a browser names, else China's."""
    try:
        return ZoneInfo(name) if name and len(name) < 64 else ZoneInfo(ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(ZONE)


def moment(at: datetime | None, zone: ZoneInfo, *, now: datetime) -> str:
    """Today as a time, else day and time; the year only where it is another one."""
    if at is None:
        return "—"
    here, today = at.astimezone(zone), now.astimezone(zone)
    if here.date() == today.date():
        return f"{here:%H:%M:%S}"
    return f"{here:%m-%d %H:%M:%S}" if here.year == today.year else f"{here:%Y-%m-%d %H:%M}"


def age(at: datetime | None, now: datetime, text: Callable[[str], str]) -> str:
    """How long ago, in the one unit that matters."""
    if at is None:
        return "—"
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 100:
        return text("%(n)s s") % {"n": seconds}
    if seconds < 100 * 60:
        return text("%(n)s min") % {"n": seconds // 60}
    if seconds < 48 * 3600:
        return text("%(n)s h") % {"n": seconds // 3600}
    return text("%(n)s d") % {"n": seconds // 86400}


def between(first: datetime | None, last: datetime | None) -> str:
    """How long from one station to the next; nothing where one of them has no time."""
    if first is None or last is None:
        return ""
    seconds = (last - first).total_seconds()
    sign, seconds = ("−" if seconds < 0 else "+"), abs(seconds)
    if seconds < 1:
        return f"{sign}{seconds * 1000:.0f} ms"
    if seconds < 100:
        return f"{sign}{seconds:.1f} s"
    return f"{sign}{seconds / 60:.0f} min" if seconds < 6000 else f"{sign}{seconds / 3600:.0f} h"


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.1f} kB"
    return f"{count / 1024 / 1024:.1f} MB"


def grouped(value: Any) -> str:
    """Whole numbers and decimals with their thousands apart; every digit is kept."""
    return f"{Decimal(value) if isinstance(value, str) else value:,}"


def money(minor: int, currency: str) -> str:
    """Minor units as people read them, every digit kept."""
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):,.{digits}f}"


def quantity(micro: int) -> str:
    """Millionths as a decimal without the zeros that say nothing."""
    return f"{Decimal(micro).scaleb(-6):,.6f}".rstrip("0").rstrip(".").replace("-", "−")


def percent(ppm: int) -> str:
    return f"{Decimal(ppm) / 10_000:.2f} %"


def iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else ""
