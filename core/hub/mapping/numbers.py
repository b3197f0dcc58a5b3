"""Numbers as partners write them, to exact decimals; nothing is rounded, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple

from core.hub.mapping.scope import Unfit

# As IEEE 754 decimal128; the catalogue holds to the same.
DIGITS_MAX = 34
EXPONENT_MAX = 24
_SURELY_SHORT = 24
_SURELY_LONG = 200
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?").fullmatch
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}").fullmatch
# Wide enough that sums and products of what is read here are exact.
EXACT = Context(prec=3 * DIGITS_MAX)


class Style(NamedTuple):
    """How a partner writes numbers: 1,234.50 · 1.234,50 · (1,234.50) · 1234.50- · ¥1,234.50 · 12.5%.

    decimal_sign: of two signs either one, where nothing groups digits (EDIFACT takes both).
    """

    decimal_sign: str = "."
    group_sign: str = ""
    negatives: tuple[str, ...] = ()
    strip: str = ""
    percent: bool = False


PLAIN = Style()


def decimal(text: str, _facts: object = None) -> Decimal:
    """A number with a decimal point; Unfit for anything else, such as 12,5 · NaN · 1e400 · １２."""
    if len(text) > _SURELY_LONG or not _PLAIN(text):
        raise Unfit("decimal", "a number such as 1234.50, with no other sign")
    value = Decimal(text)
    if len(text) > _SURELY_SHORT or "e" in text or "E" in text:
        value = _bounded(value)
    # A sign on nothing says nothing.
    return value if value else value.copy_abs()


def decimals(style: Style) -> Callable[..., Decimal]:
    """The parser for a style."""
    if style == PLAIN:
        return decimal
    plain = _plain_text(style)
    # Digits with a point among them are the same number in every style that lets the point part decimals.
    point = "." if "." in style.decimal_sign else ""
    odd = style.percent or not set(style.strip).isdisjoint(".0123456789")

    def parse(text: str, _facts: object = None) -> Decimal:
        digits = text.replace(point, "", 1) if point else text
        if not odd and digits.isdigit() and digits.isascii() and len(text) < _SURELY_SHORT:
            return Decimal(text)
        try:
            value = decimal(plain(text))
        except Unfit:
            raise Unfit("decimal", f"a number such as {example(style)}") from None
        return EXACT.multiply(value, Decimal("0.01")) if style.percent else value

    return parse


def integer(text: str, _facts: object = None) -> int:
    if not _INTEGER(text):
        raise Unfit("integer", "a whole number of at most 18 digits, such as 1200")
    return int(text)


def integers(style: Style) -> Callable[[str], int]:
    if style == PLAIN:
        return integer
    plain = _plain_text(style)
    return lambda text: integer(plain(text))


def example(style: Style) -> str:
    return f"{style.strip[:1]}1{style.group_sign}234{style.decimal_sign[0]}50" + (
        "%" if style.percent else ""
    )


def _plain_text(style: Style) -> Callable[[str], str]:
    """From the partner's way to ours; what is no number in theirs must not become one in ours."""
    group = re.escape(style.group_sign)
    whole = f"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    pattern = re.compile(f"([+-]?)((?:{whole})?)(?:[{re.escape(style.decimal_sign)}]([0-9]*))?").fullmatch

    def plain(text: str) -> str:
        for sign in style.strip:
            text = text.replace(sign, "")
        text = text.strip()
        if style.percent:
            text = text.removesuffix("%").rstrip()
        minus = ""
        if "parentheses" in style.negatives and text[:1] == "(" and text[-1:] == ")":
            minus, text = "-", text[1:-1]
        elif "trailing" in style.negatives and text[-1:] in {"-", "+"}:
            minus, text = text[-1], text[:-1].rstrip()
        found = pattern(text)
        if found is None or (minus and found[1]):
            raise Unfit("decimal", f"a number such as {example(style)}")
        digits = found[2].replace(style.group_sign, "") if style.group_sign else found[2]
        return f"{minus or found[1]}{digits}" + (f".{found[3]}" if found[3] is not None else "")

    return plain


def _bounded(value: Decimal) -> Decimal:
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) > DIGITS_MAX or abs(exponent) > EXPONENT_MAX:
        raise Unfit("number_too_long", f"at most {DIGITS_MAX} digits and an exponent within {EXPONENT_MAX}")
    try:
        # 1E+3 is written out: the same number must have one form.
        return Decimal(format(value, "f")) if exponent > 0 else value
    except InvalidOperation as error:
        raise Unfit("number_too_long", f"at most {DIGITS_MAX} digits") from error
