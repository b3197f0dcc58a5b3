"""DTM: the days a text means by the format it names (element 2379), or why it means none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.hub.node import Node

# What a format says of a day, then of its time: letters as below, of which the day alone is read.
_DAYS = {
    "2": "dmy", "3": "mdy", "4": "dmY", "5": "dmYHM", "10": "YmdTHM", "101": "ymd", "102": "Ymd",
    "103": "yWw", "105": "yj", "201": "ymdHM", "202": "ymdHMS", "203": "YmdHM", "204": "YmdHMS",
    "205": "YmdHMO", "208": "YmdHMSO", "301": "ymdHMZ", "302": "ymdHMSZ", "303": "YmdHMZ", "304": "YmdHMSZ",
    "601": "y", "602": "Y", "608": "Yq", "609": "ym", "610": "Ym", "615": "yW", "616": "YW",
}  # fmt: skip
_PERIODS = {
    "701": "y", "702": "Y", "707": "yq", "708": "Yq", "709": "ym", "710": "Ym", "711": "Ymd", "713": "ymdHM",
    "715": "yW", "716": "YW", "717": "ymd", "718": "Ymd", "719": "YmdHM",
}  # fmt: skip
_PIECES = {
    "Y": "(?P<Y>[0-9]{4})", "y": "(?P<y>[0-9]{2})", "m": "(?P<m>[0-9]{2})", "d": "(?P<d>[0-9]{2})",
    "W": "(?P<W>[0-9]{2})", "w": "(?P<w>[1-7])", "j": "(?P<j>[0-9]{3})", "q": "(?P<q>[1-4])", "T": "T",
    "H": "(?:[01][0-9]|2[0-4])", "M": "[0-5][0-9]", "S": "(?:[0-5][0-9]|60)",
    "O": "[+-]?[0-9]{4}", "Z": "[A-Z0-9+-]{1,5}",
}  # fmt: skip
# Whoever names one of these and leaves the time out, or adds it, says the same day.
_ALIKE = {"102": ("102", "203", "204"), "203": ("203", "204", "102"), "204": ("204", "203", "102")}
# Without a format: days and moments are told apart by their length.
_UNSAID = ("102", "101", "201", "203", "204", "718")
_COUNTS = {"801": "years", "802": "months", "803": "weeks", "804": "days", "814": "working days"}
_CENTURY_TURNS = 70
_KEPT_MAX = 40


class Said(NamedTuple):
    """The first and the last day of what a text means (of one day it is both), or why there is none."""

    first: str = ""
    last: str = ""
    why: str = ""


def days_of(dtm: Node) -> tuple[Node, ...]:
    """@first and @last of a DTM; as faults where its text means no day."""
    if not dtm.children or dtm.children[0].name != "01":
        return ()
    element, text, form = dtm.children[0], "", ""
    for child in element.children:
        if child.name == "2":
            text = child.value or ""
        elif child.name == "3":
            form = child.value or ""
    if not text:
        return ()
    # What is longer is no date, and is not kept.
    said, at = said_by(text[:_KEPT_MAX], form[:_KEPT_MAX]), element.at
    if said.why:
        why = Node("@why", said.why, (), at), Node("@cause", "date", (), at)
        return Node("@first", None, why, at, "fault"), Node("@last", None, why, at, "fault")
    return Node("@first", said.first, (), at), Node("@last", said.last, (), at)


@lru_cache(maxsize=4_096)
def said_by(text: str, form: str) -> Said:
    """What a text means in a format of 2379; without one by its length."""
    for name in _ALIKE.get(form, (form,)) if form else _UNSAID:
        found = _period(text, _PERIODS[name]) if name in _PERIODS else _day(text, _DAYS.get(name, ""))
        if found:
            return Said(found[0].isoformat(), found[1].isoformat())
    return Said(why=_why(text, form))


def _why(text: str, form: str) -> str:
    if form in _COUNTS:
        return f"counts {text} {_COUNTS[form]} (format {form}) from a day it does not name; send the day"
    if not form or form in _DAYS or form in _PERIODS:
        named = f"in the format {form} it names" if form else "and it names no format"
        return f"{text!r} is no date {named}; send one such as 20261128 in 102"
    return f"{text!r} names the format {form}, which gives no day; send the day, such as 20261128 in 102"


def _day(text: str, form: str) -> tuple[date, date] | None:
    found = _pattern(form).fullmatch(text) if form else None
    return _span(found.groupdict()) if found else None


def _period(text: str, form: str) -> tuple[date, date] | None:
    """Two of one format; the standard joins them without a hyphen, and some write it."""
    halves = text.split("-") if "-" in text else [text[: len(text) // 2], text[len(text) // 2 :]]
    spans = [_day(half, form) for half in halves]
    begin, end = spans[0], spans[-1]
    if len(spans) != 2 or begin is None or end is None or end[1] < begin[0]:
        return None
    return begin[0], end[1]


@lru_cache(maxsize=64)
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile("".join(_PIECES[piece] for piece in form))


def _span(parts: dict[str, str]) -> tuple[date, date] | None:
    """The days of what was found: a day, a week, a month, a quarter or a year."""
    short = int(parts.get("y", "0"))
    year = int(parts["Y"]) if "Y" in parts else short + (1900 if short >= _CENTURY_TURNS else 2000)
    kind = next((kind for kind in "djwWmq" if kind in parts), "")
    numbers = {name: int(text) for name, text in parts.items()}
    try:
        return _SPANS[kind](year, numbers)
    except (ValueError, OverflowError):
        return None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    after = month + count
    return date(year, month, 1), date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(1)


def _of_year(year: int, number: int) -> tuple[date, date]:
    day = date(year, 1, 1) + timedelta(number - 1)
    if day.year != year:
        raise ValueError(number)
    return day, day


Parts = dict[str, int]
_SPANS: dict[str, Callable[[int, Parts], tuple[date, date]]] = {
    "d": lambda year, parts: (date(year, parts["m"], parts["d"]),) * 2,
    "j": lambda year, parts: _of_year(year, parts["j"]),
    "w": lambda year, parts: (date.fromisocalendar(year, parts["W"], parts["w"]),) * 2,
    "W": lambda year, parts: (
        date.fromisocalendar(year, parts["W"], 1),
        date.fromisocalendar(year, parts["W"], 7),
    ),
    "m": lambda year, parts: _months(year, parts["m"], 1),
    "q": lambda year, parts: _months(year, parts["q"] * 3 - 2, 3),
    "": lambda year, _: (date(year, 1, 1), date(year, 12, 31)),
}
