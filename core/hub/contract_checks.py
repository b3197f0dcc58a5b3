"""What the shape of a contract cannot say: zones that exist, times that are times, feeds that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import available_timezones

from core import catalogue
from core.hub.business_clock import DAYS
from core.hub.contract_terms import Calendar, Expectation
from core.hub.contracts import Contract, Feed

# Adapters whose sends are files, which may be sealed.
FILES = ("file", "mail", "memory", "sftp", "sftp-home")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class Wrong(NamedTuple):
    """One thing that is wrong. path: `.calendar.days[2].to`, as the contract's file has it."""

    path: str
    text: str


def faults(contract: Contract) -> list[Wrong]:
    """Everything that is wrong with it, in the order of the file."""
    judged = (_sites, _feeds, _names, _calendar, _answers, _sealed)
    return [wrong for judge in judged for wrong in judge(contract)]


def _sites(contract: Contract) -> Iterator[Wrong]:
    for place, site in enumerate(contract.sites):
        yield from _zone(f".sites[{place}].zone", site.zone)


def _feeds(contract: Contract) -> Iterator[Wrong]:
    seen: set[str] = set()
    for place, feed in enumerate(contract.feeds):
        path = f".feeds[{place}]"
        if feed.source in seen:
            yield Wrong(f"{path}.source", f"there is a feed {feed.source!r} already; a source has one")
        seen.add(feed.source)
        if (feed.expect or feed.stale_after_s) and contract.calendar is None:
            yield Wrong(path, f"feed {feed.source!r} is expected by a calendar, and there is none; add one")
        yield from _expected(path, feed)


def _names(contract: Contract) -> Iterator[Wrong]:
    """What was taken and sent is known by these: two of one name would hide each other's."""
    said = {
        "sends": ("name", [send.name for send in contract.sends]),
        "pulls": ("name", [pull.name for pull in contract.pulls]),
        "drops": ("folder", [drop.folder for drop in contract.drops]),
    }
    for part, (word, names) in said.items():
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Wrong(f".{part}[{place}].{word}", f"{name!r} is there already; name each once")


def _expected(path: str, feed: Feed) -> Iterator[Wrong]:
    seen: set[str] = set()
    for place, wanted in enumerate(feed.expect):
        at = f"{path}.expect[{place}]"
        yield from _hours(at, by=wanted.by, since=wanted.since)
        yield from _days(at, wanted)
        if wanted.by in seen:
            yield Wrong(f"{at}.by", f"{feed.source!r} is expected by {wanted.by} twice; join their days")
        seen.add(wanted.by)
        if 0 < wanted.at_most < wanted.at_least:
            yield Wrong(f"{at}.at_most", f"at most {wanted.at_most} is less than at least {wanted.at_least}")


def _days(path: str, wanted: Expectation) -> Iterator[Wrong]:
    if not wanted.days:
        yield Wrong(f"{path}.days", "on no day at all; leave it out for working days")
    for place, day in enumerate(wanted.days):
        if day not in DAYS:
            yield Wrong(f"{path}.days[{place}]", f"{day!r} is no day; there are {', '.join(DAYS)}")


def _calendar(contract: Contract) -> Iterator[Wrong]:
    calendar = contract.calendar
    if calendar is None:
        return
    yield from _zone(".calendar.zone", calendar.zone)
    yield from _hours(".calendar", opens=calendar.opens, closes=calendar.closes, cut_off=calendar.cut_off)
    if calendar.opens >= calendar.closes:
        yield Wrong(".calendar.closes", f"it closes at {calendar.closes}, not after {calendar.opens}")
    yield from _special_days(calendar)


def _special_days(calendar: Calendar) -> Iterator[Wrong]:
    for place, day in enumerate(calendar.days):
        path = f".calendar.days[{place}]"
        yield from _hours(path, closes=day.closes)
        if day.to is not None and day.to < day.day:
            yield Wrong(f"{path}.to", f"{day.to} lies before {day.day}")
        if day.closes and not day.works:
            yield Wrong(f"{path}.closes", "a day without work closes at no time; say works: true or leave it")


def _answers(contract: Contract) -> Iterator[Wrong]:
    for place, answer in enumerate(contract.answers):
        for name, type_ in (("to", answer.to), ("by", answer.by)):
            if type_ not in catalogue.TYPES:
                yield Wrong(f".answers[{place}].{name}", f"{type_!r} is no type of the catalogue")


def _sealed(contract: Contract) -> Iterator[Wrong]:
    asked = {
        "pulls": [pull.pgp != "off" for pull in contract.pulls],
        "drops": [drop.pgp != "off" for drop in contract.drops],
        "sends": [send.pgp for send in contract.sends],
    }
    for name, all_asked in asked.items():
        for place, is_asked in enumerate(all_asked):
            if is_asked and contract.pgp is None:
                yield Wrong(f".{name}[{place}].pgp", "the contract names no keys; add `pgp` (docs/pgp.md)")
    for place, send in enumerate(contract.sends):
        if send.pgp and send.adapter not in FILES:
            yield Wrong(f".sends[{place}].pgp", f"{send.adapter} sends no files; {', '.join(FILES)} do")


def reading_faults(contract: Contract, formats: dict[str, str]) -> list[Wrong]:
    """formats: which format each mapping reads. What a contract does not list is not read."""
    return [
        Wrong(
            f".feeds[{feed_at}].rules[{at}].mapping",
            f"{rule.mapping} reads {formats[rule.mapping]}, and formats lists {', '.join(contract.formats)}",
        )
        for feed_at, feed in enumerate(contract.feeds)
        for at, rule in enumerate(feed.rules)
        if contract.formats and formats.get(rule.mapping, "") not in ("", *contract.formats)
    ]


def _zone(path: str, zone: str) -> Iterator[Wrong]:
    if zone not in available_timezones():
        yield Wrong(path, f"{zone!r} is no zone of the IANA list; write it as Asia/Shanghai")


def _hours(path: str, **hours: str) -> Iterator[Wrong]:
    for name, hour in hours.items():
        if hour and not _HOUR.fullmatch(hour):
            yield Wrong(f"{path}.{name}", f"{hour!r} is no time of day; write it as 18:00")
