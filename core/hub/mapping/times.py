"""Dates and times as partners write them, to ISO 8601; a local time takes the site's zone or is Unfit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.hub.mapping.formats import Parts, parts_reader
from core.hub.mapping.scope import Unfit

_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?").fullmatch
_ISO_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
).fullmatch
_ISO_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?").fullmatch
_WHOLE = re.compile(r"-?[0-9]{1,14}").fullmatch
_EXCEL = re.compile(r"([0-9]{1,6})(\.[0-9]{1,12})?").fullmatch
_EXCEL_BEGINS = date(1899, 12, 30)
_EXCEL_FIRST, _EXCEL_LAST = 61, 2_958_465

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)

ReadMoment = Callable[[str], datetime]


def iso_date(text: str, _facts: object = None) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    found = _ISO_DATE(text)
    if found is None:
        raise Unfit("date", "a date such as 2026-11-23")
    try:
        date.fromisoformat(found[1])
    except ValueError:
        raise Unfit("date", "a date that exists, such as 2026-11-23") from None
    return found[1]


def dates(form: str) -> Callable[..., str]:
    """The parser of dates in a format; Unfit if the format is none."""
    if form == "iso":
        return iso_date
    if form == "excel":
        return lambda text, _facts=None: _excel_day(text).isoformat()
    read = parts_reader(form)

    def parse(text: str, _facts: object = None) -> str:
        return _date(read(text), form).isoformat()

    return parse


def times(form: str) -> Callable[..., str]:
    """The parser of times of day."""
    if form != "iso":
        read = parts_reader(form)
        return lambda text, _facts=None: _time(read(text), form).isoformat()

    def parse(text: str, _facts: object = None) -> str:
        if not _ISO_TIME(text):
            raise Unfit("time", "a time such as 14:30:00")
        try:
            return time.fromisoformat(text.replace(",", ".")).isoformat()
        except ValueError:
            raise Unfit("time", "a time that exists, such as 14:30:00") from None

    return parse


def moments(form: str, at: str) -> ReadMoment:
    """The parser of moments, aware where the text says a zone; `at` is the time of day where it has none."""
    if form == "iso":
        return _iso_moment
    if form in {"epoch", "epoch_ms"}:
        return _epoch(1 if form == "epoch" else 1000)
    if form == "excel":
        return lambda text: datetime.combine(_excel_day(text), time()) + _excel_time(text)
    read = parts_reader(form)
    fixed = time.fromisoformat(at) if at else None

    def parse(text: str) -> datetime:
        parts = read(text)
        if "hour" not in parts and fixed is None:
            raise Unfit("datetime", "a time of day too; say `clock:` in the mapping if the text has none")
        clock = fixed if "hour" not in parts and fixed is not None else _time(parts, form)
        moment = datetime.combine(_date(parts, form), clock)
        return moment.replace(tzinfo=parts["zone"]) if "zone" in parts else moment

    return parse


def zoned(moment: datetime, zone: str, doubled: str, missing: str) -> str:
    """RFC 3339 in UTC, so that one moment written in two zones is one value.

    An hour that the clock shows twice or never is Unfit unless picked.
    """
    if moment.tzinfo is None:
        if not zone:
            raise Unfit("no_zone", "a zone or offset; name the site's zone in the contract or in the mapping")
        moment = _placed(moment, zone_of(zone), doubled, missing)
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError:
        raise Unfit("datetime", "a time inside the calendar") from None


@lru_cache(maxsize=600)
def zone_of(name: str) -> ZoneInfo:
    """Unfit for a zone that the IANA database does not have."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unfit("unknown_zone", f"an IANA zone such as Asia/Shanghai, not {name!r}") from None


def _placed(moment: datetime, zone: ZoneInfo, doubled: str, missing: str) -> datetime:
    first = moment.replace(tzinfo=zone)
    second = moment.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    there = first.astimezone(UTC).astimezone(zone)
    if there.replace(tzinfo=None, fold=0) == moment:
        if doubled == "refuse":
            raise Unfit("doubled_time", f"an offset: {zone} shows this time twice; or pick with `doubled:`")
        return first if doubled == "first" else second
    if missing == "refuse":
        raise Unfit("missing_time", f"a time that {zone} has: its clocks jump over this one")
    return there


def _iso_moment(text: str) -> datetime:
    if not _ISO_MOMENT(text):
        raise Unfit("datetime", "a date and time such as 2026-11-23T14:30:00+08:00")
    try:
        return datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        raise Unfit("datetime", "a date and time that exist, such as 2026-11-23T14:30:00+08:00") from None


def _epoch(per_second: int) -> ReadMoment:
    def parse(text: str) -> datetime:
        if not _WHOLE(text):
            raise Unfit("datetime", "a whole number of seconds or milliseconds since 1970")
        try:
            return _BEGIN + timedelta(microseconds=int(text) * (1_000_000 // per_second))
        except OverflowError:
            raise Unfit("datetime", "a time inside the calendar") from None

    return parse


def _excel_day(text: str) -> date:
    found = _EXCEL(text)
    if found is None or not _EXCEL_FIRST <= int(found[1]) <= _EXCEL_LAST:
        raise Unfit("date", "a day number as spreadsheets keep it, such as 46349")
    return _EXCEL_BEGINS + timedelta(days=int(found[1]))


def _excel_time(text: str) -> timedelta:
    _, _, fraction = text.partition(".")
    seconds = round(int(fraction or "0") * 86_400 / 10 ** len(fraction)) if fraction else 0
    return timedelta(seconds=seconds)


def _date(parts: Parts, form: str) -> date:
    try:
        return date(parts["year"], parts["month"], parts["day"])
    except (ValueError, KeyError):
        raise Unfit("date", f"a date that exists, as {form}") from None


def _time(parts: Parts, form: str) -> time:
    try:
        return time(
            parts["hour"], parts.get("minute", 0), parts.get("second", 0), parts.get("microsecond", 0)
        )
    except (ValueError, KeyError):
        raise Unfit("time", f"a time that exists, as {form}") from None
