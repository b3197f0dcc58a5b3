"""Goods that move at night, where a site says that nothing may (C13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.custody.booking import Booking
from core.hub.alerts import AlertRaised


def check_night(booking: Booking, site: str, document_no: str) -> None:
    """Alarms the movement and lets it be booked: a fact needs no permission."""
    night = booking.work.watch(site).night
    if not night or not is_night(night, booking.message.event_time):
        return
    booking.alarm(
        AlertRaised(
            code="C13",
            severity="high",
            object=f"{site}/{document_no}/night",
            site=site,
            text=f"{document_no} moves goods at {site} at {booking.message.event_time:%Y-%m-%d %H:%M:%SZ};"
            f" nothing may between {night}",
            action="pull the video; ask the warehouse who was there",
        )
    )


def is_night(night: str, at: datetime) -> bool:
    """Whether a moment lies in "22:00-06:00+08:00": the first minute included, the last not."""
    first, last, sign, offset = night[:5], night[6:11], night[11], night[12:]
    ahead = timedelta(minutes=_minutes(offset))
    local = at + (ahead if sign == "+" else -ahead)
    now, begin, end = local.hour * 60 + local.minute, _minutes(first), _minutes(last)
    return begin <= now < end if begin <= end else now >= begin or now < end


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
