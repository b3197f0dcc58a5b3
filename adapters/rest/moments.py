"""Moments as a partner's API writes them, and the window of time that is asked for next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from adapters.rest.words import Window
from core.kernel.errors import Refused


def written(moment: datetime, format_: str, zone: str) -> str:
    """epoch, epoch_ms, iso, or a form of strftime in that zone; whole seconds but for epoch_ms."""
    if format_ == "epoch":
        return str(int(moment.timestamp()))
    if format_ == "epoch_ms":
        return str(int(moment.timestamp() * 1000))
    local = moment.astimezone(zone_of(zone))
    return local.isoformat(timespec="seconds") if format_ == "iso" else local.strftime(format_)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(f"{name!r} is no time zone; write it as Asia/Shanghai", cause="rest.zone") from error


class Span(msgspec.Struct, frozen=True):
    """What is asked for: from, inclusive, to that moment."""

    since: datetime
    until: datetime


def next_span(words: Window, reached: datetime | None, now: datetime) -> Span | None:
    """The window behind the one that ended at `reached`; None where its time has not come.

    It begins a little before, for what is booked there late, and never reaches what is not over yet.
    """
    begin = reached - timedelta(seconds=words.overlap_s) if reached is not None else begins(words)
    newest = (now - timedelta(seconds=words.lag_s)).replace(microsecond=0)
    end = min(newest, (reached or begin) + timedelta(seconds=words.length_s))
    return Span(begin, end) if end > (reached or begin) else None


def begins(words: Window) -> datetime:
    try:
        moment = datetime.fromisoformat(words.begin)
        if moment.tzinfo is None:
            raise ValueError("it has no zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(
            f"window.begin {words.begin!r}: {error}; write it as 2026-11-01T00:00:00+08:00",
            cause="rest.begin",
        ) from error
