"""How a partner writes dates, spelled YYYY-MM-DD HH:mm:ss, compiled to a pattern and read into numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from typing import Any

from core.hub.mapping.scope import Unfit

Parts = dict[str, Any]
_LENGTH_MAX = 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY_TURNS = 70
# token: (name of the part, pattern); longer tokens first.
_TOKENS = {
    "YYYY": ("year", "[0-9]{4}"),
    "YY": ("year2", "[0-9]{2}"),
    "MMM": ("month_name", "[A-Za-z]{3}"),
    "MM": ("month", "[0-9]{2}"),
    "M": ("month", "[0-9]{1,2}"),
    "DD": ("day", "[0-9]{2}"),
    "D": ("day", "[0-9]{1,2}"),
    "HH": ("hour", "[0-9]{2}"),
    "H": ("hour", "[0-9]{1,2}"),
    "hh": ("hour12", "[0-9]{1,2}"),
    "mm": ("minute", "[0-9]{2}"),
    "ss": ("second", "[0-9]{2}"),
    "f": ("fraction", "[0-9]{1,9}"),
    "A": ("half", "[AaPp][Mm]"),
    "Z": ("offset", "Z|[+-][0-9]{2}(?::?[0-9]{2})?"),
}
_SPLIT = re.compile("'([^']*)'|(" + "|".join(_TOKENS) + ")|(.)", re.DOTALL)


def parts_reader(form: str) -> Callable[[str], Parts]:
    """A reader of texts in that form; Unfit if the form makes no sense."""
    pattern = _pattern(form)

    def read(text: str) -> Parts:
        found = pattern.fullmatch(text)
        if found is None:
            raise Unfit("date", f"a date or time written {form}")
        return _parts(found.groupdict(), form)

    return read


def _pattern(form: str) -> re.Pattern[str]:
    if not 0 < len(form) <= _LENGTH_MAX:
        raise Unfit("format", f"a format of 1 to {_LENGTH_MAX} characters, such as YYYY-MM-DD")
    pieces: list[str] = []
    names: list[str] = []
    for quoted, token, literal in _SPLIT.findall(form):
        if token:
            name, part = _TOKENS[token]
            names.append(name)
            pieces.append(f"(?P<{name}>{part})")
        else:
            pieces.append(re.escape(quoted or literal))
    if not names or len(set(names)) != len(names):
        raise Unfit("format", f"a format such as YYYY-MM-DD HH:mm:ss with each part once, not {form!r}")
    if any(letter.isascii() and letter.isalpha() and letter != "T" for _, _, letter in _SPLIT.findall(form)):
        raise Unfit("format", f"parts from {', '.join(_TOKENS)}; quote other letters: 'of', in {form!r}")
    return re.compile("".join(pieces))


def _parts(found: dict[str, str], form: str) -> Parts:
    parts: Parts = {}
    for name, text in found.items():
        if name == "month_name":
            if text.lower() not in _MONTHS:
                raise Unfit("date", f"an English month such as Nov, as {form}")
            parts["month"] = _MONTHS.index(text.lower()) + 1
        elif name == "year2":
            parts["year"] = int(text) + (1900 if int(text) >= _CENTURY_TURNS else 2000)
        elif name == "fraction":
            parts["microsecond"] = int(text[:6].ljust(6, "0"))
        elif name == "offset":
            parts["zone"] = _zone(text)
        elif name == "hour12":
            parts["hour"] = _hour12(int(text), found.get("half", ""))
        elif name != "half":
            parts[name] = int(text)
    return parts


def _hour12(hour: int, half: str) -> int:
    if not half or not 1 <= hour <= 12:
        raise Unfit("time", "an hour from 1 to 12 with AM or PM")
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise Unfit("datetime", "an offset below 24 hours")
    return timezone(-offset if text[0] == "-" else offset)
