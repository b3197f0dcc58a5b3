"""What a text can be turned into: text, integer, decimal, boolean, date, time, datetime, uscc, gln."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from core.hub.mapping import numbers, parties, times
from core.hub.mapping.kit import Kind, KindOf, Kit
from core.hub.mapping.model import Facts
from core.hub.mapping.scope import Unfit
from core.hub.mapping.sheet import Sheet

Value = TypeVar("Value")
TEXT_MAX = 4_000
_NUMBER_WORDS = frozenset({"decimal sign", "group sign", "negative", "strip", "percent"})
_CASES: dict[str, Callable[[str], str]] = {"as written": str, "upper": str.upper, "lower": str.lower}


def _text(sheet: Sheet, _kit: Kit) -> Kind:
    most = sheet.number("max", TEXT_MAX)
    least = sheet.number("min", 0)
    change = _CASES[sheet.choice("case", tuple(_CASES))]
    allowed = frozenset(sheet.texts("one of"))

    def kind(text: str, _facts: Facts) -> str:
        if not least <= len(text) <= most or "\0" in text:
            raise Unfit("text", f"{least} to {most} characters without NUL, and it has {len(text)}")
        text = change(text)
        if allowed and text not in allowed:
            raise Unfit("one_of", f"one of {', '.join(sorted(allowed))}")
        return text

    return kind


def number_style(sheet: Sheet, kit: Kit) -> numbers.Style:
    """How numbers are written in a field; what it does not say is said by the mapping's `numbers`."""
    if not any(word in sheet for word in _NUMBER_WORDS):
        return kit.style
    style = numbers.Style(
        sheet.text("decimal sign", kit.style.decimal_sign),
        sheet.text("group sign", kit.style.group_sign),
        tuple(sheet.texts("negative")) or kit.style.negatives,
        sheet.text("strip", kit.style.strip),
        sheet.flag("percent") or kit.style.percent,
    )
    either = len(style.decimal_sign) == len(set(style.decimal_sign)) == 2 and not style.group_sign
    alone = len(style.decimal_sign) == 1 and len(style.group_sign) <= 1
    if not (either or alone) or style.decimal_sign == style.group_sign:
        text = "the decimal sign is one sign (or one of two), and the group sign another or none"
        sheet.faults.add(sheet.node, text)
        return numbers.PLAIN
    for name in style.negatives:
        if name not in {"parentheses", "trailing"}:
            sheet.faults.add(sheet.node, f"negative is {name!r}; it is parentheses, trailing or both")
    return style


def _decimal(sheet: Sheet, kit: Kit) -> Kind:
    parse = numbers.decimals(number_style(sheet, kit))
    if "times" not in sheet:
        return parse
    factor = constant(sheet, "times", numbers.decimal, Decimal(1))
    multiply = numbers.EXACT.multiply
    return lambda text, _facts: multiply(parse(text), factor)


def _integer(sheet: Sheet, kit: Kit) -> Kind:
    parse = numbers.integers(number_style(sheet, kit))
    return lambda text, _facts: parse(text)


def _boolean(sheet: Sheet, _kit: Kit) -> Kind:
    words = dict.fromkeys(sheet.texts("yes") or ["true", "1"], True)
    for word in sheet.texts("no") or ["false", "0"]:
        if words.setdefault(word, False):
            sheet.faults.add(sheet.node, f"{word!r} cannot mean both yes and no")

    def kind(text: str, _facts: Facts) -> bool:
        value = words.get(text)
        if value is None:
            raise Unfit("boolean", f"one of {', '.join(words)}")
        return value

    return kind


def _by_form(
    parser: Callable[[str], Callable[..., str]],
) -> Callable[[Sheet, Kit], Kind]:
    def compiled(sheet: Sheet, _kit: Kit) -> Kind:
        if sheet.texts("format") in ([], ["iso"]):
            return parser("iso")
        parse = first_of([fitting(sheet, parser, form) for form in sheet.texts("format") or ["iso"]])
        return lambda text, _facts: parse(text)

    return compiled


def _datetime(sheet: Sheet, kit: Kit) -> Kind:
    clock = constant(sheet, "clock", times.times("iso"), "")
    forms = sheet.texts("format") or ["iso"]
    parse = first_of([fitting(sheet, lambda form: times.moments(form, clock), form) for form in forms])
    zone = sheet.text("zone", kit.zone)
    if zone:
        fitting(sheet, times.zone_of, zone)
    doubled = sheet.choice("doubled", ("refuse", "first", "second"))
    missing = sheet.choice("missing", ("refuse", "shift"))

    def kind(text: str, facts: Facts) -> str:
        moment: datetime = parse(text)
        return times.zoned(moment, zone or facts.zone, doubled, missing)

    return kind


def first_of(parsers: list[Callable[[str], Any]]) -> Callable[[str], Any]:
    """The first that fits; what the last expected is told."""
    if len(parsers) == 1:
        return parsers[0]

    def parse(text: str) -> Any:
        for parser in parsers[:-1]:
            try:
                return parser(text)
            except Unfit:
                continue
        return parsers[-1](text)

    return parse


def fitting(sheet: Sheet, make: Callable[[str], Any], text: str) -> Any:
    """make(text), a fault of the mapping if it does not fit."""
    try:
        return make(text)
    except Unfit as unfit:
        sheet.faults.add(sheet.get("format") or sheet.get("zone") or sheet.node, f"expected {unfit.expected}")
        return lambda _text: None


def constant(sheet: Sheet, word: str, parse: Callable[[str], Value], default: Value) -> Value:
    """A word's value, parsed now; a fault of the mapping if it does not fit."""
    node = sheet.get(word)
    if node is None:
        return default
    try:
        return parse(sheet.scalar(node))
    except Unfit as unfit:
        sheet.faults.add(node, f"{word} is {node.value!r}, expected {unfit.expected}")
        return default


_FORM = frozenset({"format"})
_MOMENT = _FORM | {"clock", "zone", "doubled", "missing"}
KINDS: dict[str, KindOf] = {
    "text": KindOf(frozenset({"max", "min", "case", "one of"}), _text),
    "integer": KindOf(_NUMBER_WORDS, _integer),
    "decimal": KindOf(_NUMBER_WORDS | {"times"}, _decimal),
    "boolean": KindOf(frozenset({"yes", "no"}), _boolean),
    "date": KindOf(_FORM, _by_form(times.dates)),
    "time": KindOf(_FORM, _by_form(times.times)),
    "datetime": KindOf(_MOMENT, _datetime),
    "uscc": KindOf(frozenset(), lambda _sheet, _kit: lambda text, _facts: parties.uscc(text)),
    "gln": KindOf(frozenset(), lambda _sheet, _kit: lambda text, _facts: parties.gln(text)),
}


def _short_text(text: str, _facts: Facts) -> str | None:
    text = text.strip()
    if not text:
        return None
    if len(text) > TEXT_MAX or "\0" in text:
        raise Unfit("text", f"at most {TEXT_MAX} characters without NUL, and it has {len(text)}")
    return text


def _short_decimal(text: str, facts: Facts) -> Decimal | None:
    if _SHORT_NUMBER(text):
        value = Decimal(text)
        return value if value else value.copy_abs()
    text = text.strip()
    return numbers.decimal(text, facts) if text else None


def _short_date(text: str, facts: Facts) -> str | None:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        text = text.strip()
    return times.iso_date(text, facts) if text else None


# What most fields are, without a word more: the same answers in fewer steps.
_SHORT_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?").fullmatch
SHORT: dict[str, Kind] = {"text": _short_text, "decimal": _short_decimal, "date": _short_date}
