"""What the values of one column are: numbers and how they are written, dates by their format, texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from adapters.wiring.suggesting.dates import forms_of

LOOKED_AT_MAX = 2_000
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_GERMAN = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})*,[0-9]+|[+-]?[0-9]+,[0-9]+")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")
_MONEY_SIGNS = "¥￥$€£"
# A unit begins with a letter; 5.75*1500 is a size and no measure.
_MEASURED = re.compile(r"(?P<number>[+-]?[0-9][0-9.,]*)\s*(?P<unit>[^\W\d_][\w²³]{0,7})")
_UNITS_MAX = 12
# What senders write where there is nothing.
NOTHING = frozenset({"NULL", "null", "N/A", "n/a", "#N/A", "None", "NaN", "-", "--"})
# What a unit is called, and its code (UN/ECE Recommendation 20).
UNITS = {
    "吨": "TNE", "t": "TNE", "mt": "TNE", "ton": "TNE", "tons": "TNE", "tne": "TNE", "千克": "KGM",
    "公斤": "KGM", "kg": "KGM", "kgm": "KGM", "克": "GRM", "g": "GRM", "件": "H87", "个": "H87", "只": "H87",
    "台": "H87", "支": "H87", "根": "H87", "pc": "H87", "pcs": "H87", "piece": "H87", "ea": "EA",
    "each": "EA", "h87": "H87", "套": "SET", "set": "SET", "米": "MTR", "m": "MTR", "平方米": "MTK",
    "立方米": "MTQ", "m3": "MTQ", "升": "LTR", "l": "LTR", "箱": "CT", "桶": "BLL",
    "pce": "H87", "stk": "H87", "stück": "H87", "mtr": "MTR", "karton": "CT",
}  # fmt: skip


NO_STYLE: Mapping[str, str] = MappingProxyType({})


class Values(NamedTuple):
    """kind: integer, decimal, measured (a unit in each cell), date, datetime or text. style: of numbers.

    format, formats: of dates; several where they are mixed. units: of what is measured, as written.
    doubts: what of it the values do not say.
    """

    kind: str
    format: str = ""
    style: Mapping[str, str] = NO_STYLE
    doubts: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def values_of(texts: Sequence[str]) -> Values:
    """What all values that are not blank have in common; text where they differ."""
    said = [text.strip() for text in texts[:LOOKED_AT_MAX] if text.strip() and text.strip() not in NOTHING]
    if not said:
        return Values("empty", doubts=("it is blank in every sample",))
    found = _dates(said) or _numbers(said) or _measured(said)
    return found or Values("text")


def points_in_doubt(texts: Sequence[str], values: Values) -> bool:
    """Whether every point may as well part thousands: 1.200 and 600, and no other sign."""
    pointed = [text.strip() for text in texts[:LOOKED_AT_MAX] if "." in text]
    return bool(pointed) and not values.style and all(_THOUSANDS.fullmatch(text) for text in pointed)


def _dates(said: list[str]) -> Values | None:
    found = forms_of(said)
    if found is None:
        return None
    kind, forms, doubts = found
    return Values(kind, forms[0], doubts=doubts, formats=forms[1:] and forms)


def _measured(said: list[str]) -> Values | None:
    """Numbers with their unit in the same cell: 23.450吨, 1,200.5 kg."""
    found = [_MEASURED.fullmatch(text) for text in said]
    pairs = [(one["number"], one["unit"]) for one in found if one is not None]
    units = tuple(dict.fromkeys(unit for _, unit in pairs))
    numbers = _numbers([number for number, _ in pairs]) if len(pairs) == len(said) else None
    if numbers is None or len(units) > _UNITS_MAX:
        return None
    return numbers._replace(kind="measured", units=units)


def _numbers(said: list[str]) -> Values | None:
    style: dict[str, str] = {}
    signs = {sign for text in said for sign in text if sign in _MONEY_SIGNS}
    if len(signs) == 1 and all(text.strip("+-").startswith(tuple(signs)) for text in said):
        style["strip"] = signs.pop()
        said = [text.replace(style["strip"], "").strip() for text in said]
    if said and all(text.endswith("%") for text in said):
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
