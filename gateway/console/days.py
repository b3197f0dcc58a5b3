"""Days and months as browsers send them (2026-11-23) and as the books keep them (20261123)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.kernel.errors import Refused

# The ledger's days are those of the house, whatever zone a browser is in.
HOUSE = ZoneInfo("Asia/Shanghai")


def today(now: datetime) -> int:
    """The day in the house, yyyymmdd."""
    return int(f"{now.astimezone(HOUSE):%Y%m%d}")


def day_of(text: str) -> int:
    """yyyymmdd of 2026-11-23, 0 of nothing. Refused where it is no day."""
    if not text.strip():
        return 0
    try:
        return int(f"{date.fromisoformat(text.strip()):%Y%m%d}")
    except ValueError:
        raise Refused(f"{text[:40]!r} is no day; write it like 2026-11-23") from None


def month_of(text: str) -> int:
    """yyyymm of 2026-11, 0 of nothing. Refused where it is no month."""
    return day_of(f"{text.strip()}-01") // 100 if text.strip() else 0


def day_text(day: int) -> str:
    """2026-11-23 of 20261123; nothing of 0."""
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else ""


def month_text(month: int) -> str:
    return f"{month // 100:04}-{month % 100:02}" if month else ""


def month_beside(month: int, step: int) -> int:
    """So many months after this one, before it where step is negative."""
    at = month // 100 * 12 + month % 100 - 1 + step
    return at // 12 * 100 + at % 12 + 1
