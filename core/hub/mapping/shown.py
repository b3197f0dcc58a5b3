"""What a canonical value is shown as to a partner: numbers, dates and truth values the way he writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, DecimalException

from core.hub.mapping.kinds import KINDS, constant, fitting
from core.hub.mapping.kit import Kind, KindOf, Kit
from core.hub.mapping.model import Facts
from core.hub.mapping.numbers import EXACT, decimal, integer
from core.hub.mapping.scope import Unfit
from core.hub.mapping.sheet import Sheet
from core.hub.mapping.times import zone_of

_ROUNDINGS = {
    "refuse": "",
    "half_even": ROUND_HALF_EVEN,
    "half_up": ROUND_HALF_UP,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}
_PLACES_MAX = 18
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PARTS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda moment: f"{moment.year:04d}",
    "YY": lambda moment: f"{moment.year % 100:02d}",
    "MM": lambda moment: f"{moment.month:02d}",
    "MMM": lambda moment: _MONTHS[moment.month - 1],
    "DD": lambda moment: f"{moment.day:02d}",
    "HH": lambda moment: f"{moment.hour:02d}",
    "mm": lambda moment: f"{moment.minute:02d}",
    "ss": lambda moment: f"{moment.second:02d}",
    "f": lambda moment: f"{moment.microsecond:06d}",
    "Z": lambda moment: moment.isoformat()[-6:],
}
_SPLIT = re.compile("'([^']*)'|(YYYY|YY|MMM|MM|DD|HH|mm|ss|f|Z)|(.)", re.DOTALL)


class Number(str):
    """A text that is written as a number where the format has numbers."""

    __slots__ = ()


def _decimal(sheet: Sheet, _kit: Kit) -> Kind:
    """places: so many decimals, refused if that is not exact, unless `rounding` says how."""
    places = sheet.number("places", 0) if "places" in sheet else None
    rounding = _ROUNDINGS[sheet.choice("rounding", tuple(_ROUNDINGS))]
    point, group = sheet.text("decimal sign", "."), sheet.text("group sign")
    factor = constant(sheet, "times", decimal, Decimal(1))
    if places is not None and places > _PLACES_MAX:
        sheet.faults.add(sheet.words["places"], f"at most {_PLACES_MAX} places")

    def kind(text: str, _facts: Facts) -> str:
        value = EXACT.multiply(decimal(text), factor) if "times" in sheet else decimal(text)
        if places is not None:
            value = _placed(value, places, rounding)
        shown = format(value, f"{',' if group else ''}f")
        return shown.translate({ord(","): group, ord("."): point}) if group or point != "." else shown

    return kind


def _placed(value: Decimal, places: int, rounding: str) -> Decimal:
    try:
        shown = value.quantize(Decimal(1).scaleb(-places), rounding or ROUND_HALF_EVEN, EXACT)
    except DecimalException:
        raise Unfit("decimal", f"a number that fits {places} decimals") from None
    if not rounding and shown != value:
        raise Unfit("not_exact", f"at most {places} decimals, or a `rounding` in the mapping")
    return shown


def _number(sheet: Sheet, kit: Kit) -> Kind:
    shown = _decimal(sheet, kit)
    return lambda text, facts: Number(shown(text, facts))


def _integer(_sheet: Sheet, _kit: Kit) -> Kind:
    return lambda text, _facts: Number(str(integer(text)))


def _boolean(sheet: Sheet, _kit: Kit) -> Kind:
    """yes, no: the words for it; without them a truth value of the format."""
    words = {"true": sheet.text("yes"), "false": sheet.text("no")}
    given = "yes" in sheet or "no" in sheet

    def kind(text: str, _facts: Facts) -> str | bool:
        if text not in words:
            raise Unfit("boolean", "true or false")
        return words[text] if given else text == "true"

    return kind


def _text(sheet: Sheet, kit: Kit) -> Kind:
    """max, min, case as when reading; pad: filled up on the right, or on the left with `pad with`."""
    read = KINDS["text"].compile(sheet, kit)
    width, sign = sheet.number("pad", 0), sheet.text("pad with", " ")
    if len(sign) != 1 or width > 1_000:
        sheet.faults.add(sheet.node, "`pad` is a width of at most 1000, `pad with` one sign")
        return read
    if sign == " ":
        return lambda text, facts: str(read(text, facts)).ljust(width)
    return lambda text, facts: str(read(text, facts)).rjust(width, sign)


def _date(sheet: Sheet, _kit: Kit) -> Kind:
    show = _shower(sheet)

    def kind(text: str, _facts: Facts) -> str:
        try:
            return show(datetime.combine(date.fromisoformat(text[:10]), datetime.min.time(), UTC))
        except ValueError:
            raise Unfit("date", "a date such as 2026-11-23") from None

    return kind


def _datetime(sheet: Sheet, kit: Kit) -> Kind:
    """In `zone`, or the site's."""
    show, zone = _shower(sheet), sheet.text("zone", kit.zone)
    if zone:
        fitting(sheet, zone_of, zone)

    def kind(text: str, facts: Facts) -> str:
        there = zone or facts.zone
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise Unfit("datetime", "a date and time such as 2026-11-23T14:30:00+08:00") from None
        if moment.tzinfo is None or not there:
            raise Unfit("no_zone", "a time with offset, and the zone to show it in: `zone` or the site's")
        return show(moment.astimezone(zone_of(there)))

    return kind


def _shower(sheet: Sheet) -> Callable[[datetime], str]:
    form = sheet.text("format", "iso")
    if form == "iso":
        return (
            (lambda moment: moment.date().isoformat()) if sheet.text("as") == "date" else datetime.isoformat
        )
    pieces: list[Callable[[datetime], str]] = []
    for quoted, part, literal in _SPLIT.findall(form):
        if literal.isascii() and literal.isalpha() and literal != "T":
            sheet.faults.add(
                sheet.words["format"], f"quote {literal!r} in {form!r}, or use {', '.join(_PARTS)}"
            )
        pieces.append(_PARTS[part] if part else _always(quoted or literal))
    return lambda moment: "".join(piece(moment) for piece in pieces)


def _always(text: str) -> Callable[[datetime], str]:
    return lambda _moment: text


_DECIMAL = frozenset({"places", "rounding", "decimal sign", "group sign", "times"})
SHOWN: dict[str, KindOf] = {
    "text": KindOf(KINDS["text"].words | {"pad", "pad with"}, _text),
    "decimal": KindOf(_DECIMAL, _decimal),
    "number": KindOf(_DECIMAL, _number),
    "integer": KindOf(frozenset(), _integer),
    "boolean": KindOf(frozenset({"yes", "no"}), _boolean),
    "date": KindOf(frozenset({"format"}), _date),
    "datetime": KindOf(frozenset({"format", "zone"}), _datetime),
}
