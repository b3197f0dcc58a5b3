"""What the values of one column are: numbers and how they are written, dates by their format, texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LOOKED_AT_MAX = 2_000
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_GERMAN = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})*,[0-9]+|[+-]?[0-9]+,[0-9]+")
_MONEY_SIGNS = "¥￥$€£"
# Formats as a mapping writes them, with what their values look like; day and month are told apart below.
_DATES = (
    ("", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})", "datetime"),
    ("YYYY-MM-DDTHH:mm:ss", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", "datetime"),
    ("YYYY-MM-DD HH:mm:ss.f", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d+", "datetime"),
    ("YYYY-MM-DD HH:mm:ss", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", "datetime"),
    ("YYYY-MM-DD HH:mm", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "datetime"),
    ("YYYY/M/D H:mm:ss", r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2}", "datetime"),
    ("YYYY/M/D H:mm", r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}", "datetime"),
    ("YYYYMMDDHHmmss", r"20\d{2}[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d", "datetime"),
    ("YYYY-MM-DD", r"\d{4}-\d{2}-\d{2}", "date"),
    ("YYYY/M/D", r"\d{4}/\d{1,2}/\d{1,2}", "date"),
    ("YYYY.M.D", r"\d{4}\.\d{1,2}\.\d{1,2}", "date"),
    ("YYYYMMDD", r"(19|20)\d{2}[01]\d[0-3]\d", "date"),
    ("YYYY年M月D日", r"\d{4}年\d{1,2}月\d{1,2}日", "date"),
    ("D.M.YYYY", r"\d{1,2}\.\d{1,2}\.\d{4}", "date"),
    ("D/M/YYYY", r"\d{1,2}/\d{1,2}/\d{4}", "date"),
)
# What senders write where there is nothing.
NOTHING = frozenset({"NULL", "null", "N/A", "n/a", "#N/A", "None", "NaN", "-", "--"})
# What a unit is called, and its code (UN/ECE Recommendation 20).
UNITS = {
    "吨": "TNE", "t": "TNE", "mt": "TNE", "ton": "TNE", "tons": "TNE", "tne": "TNE", "千克": "KGM",
    "公斤": "KGM", "kg": "KGM", "kgm": "KGM", "克": "GRM", "g": "GRM", "件": "H87", "个": "H87", "只": "H87",
    "台": "H87", "支": "H87", "根": "H87", "pc": "H87", "pcs": "H87", "piece": "H87", "ea": "EA",
    "each": "EA", "h87": "H87", "套": "SET", "set": "SET", "米": "MTR", "m": "MTR", "平方米": "MTK",
    "立方米": "MTQ", "m3": "MTQ", "升": "LTR", "l": "LTR", "箱": "CT", "桶": "BLL",
}  # fmt: skip


NO_STYLE: dict[str, str] = {}


class Values(NamedTuple):
    """kind: integer, decimal, date, datetime or text. format: of dates. style: how numbers are written.

    doubts: what of it the values do not say.
    """

    kind: str
    format: str = ""
    style: dict[str, str] = NO_STYLE
    doubts: tuple[str, ...] = ()


def values_of(texts: Sequence[str]) -> Values:
    """What all values that are not blank have in common; text where they differ."""
    said = [text.strip() for text in texts[:LOOKED_AT_MAX] if text.strip() and text.strip() not in NOTHING]
    if not said:
        return Values("empty", doubts=("it is blank in every sample",))
    found = _dates(said) or _numbers(said)
    return found or Values("text")


def _dates(said: list[str]) -> Values | None:
    for form, pattern, kind in _DATES:
        if all(re.fullmatch(pattern, text) for text in said):
            return _day_or_month(said) if form == "D/M/YYYY" else Values(kind, form)
    return None


def _day_or_month(said: list[str]) -> Values:
    firsts, seconds = zip(*[map(int, text.split("/")[:2]) for text in said], strict=True)
    if max(firsts) > 12:
        return Values("date", "D/M/YYYY")
    if max(seconds) > 12:
        return Values("date", "M/D/YYYY")
    return Values("date", "D/M/YYYY", doubts=("day and month look alike: D/M/YYYY or M/D/YYYY",))


def _numbers(said: list[str]) -> Values | None:
    style: dict[str, str] = NO_STYLE
    signs = {sign for text in said for sign in text if sign in _MONEY_SIGNS}
    if len(signs) == 1 and all(text.strip("+-").startswith(tuple(signs)) for text in said):
        style["strip"] = signs.pop()
        said = [text.replace(style["strip"], "").strip() for text in said]
    if all(text.endswith("%") for text in said):
        style["percent"] = "true"
        said = [text[:-1].strip() for text in said]
    if all(_PLAIN.fullmatch(text) for text in said):
        kept = any(
            len(text.strip("+-")) > 1 and text.strip("+-").startswith("0") and "." not in text
            for text in said
        )
        if kept:
            return None  # A number with zeros before it is a name.
        return Values("decimal" if any("." in text for text in said) or style else "integer", style=style)
    if all(_PLAIN.fullmatch(text) or _ENGLISH.fullmatch(text) for text in said):
        doubts = () if any("." in text for text in said) else ("a comma may part thousands or decimals",)
        return Values("decimal", style={**style, "group sign": ","}, doubts=doubts)
    if all(_PLAIN.fullmatch(text) or _GERMAN.fullmatch(text) for text in said):
        return Values("decimal", style={**style, "decimal sign": ",", "group sign": "."})
    return None
