"""Numbers of fixed places: digits, zoned and packed decimals; the point is where the layout says."""

from __future__ import annotations

import re

from core.kernel.errors import Unreadable

KINDS = frozenset({"text", "number", "zoned", "packed"})
_DIGITS = re.compile(r"([+-]?)([0-9]+)([+-]?)")
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
# The last digit and the sign in one sign: of ASCII files, as compilers write them.
_OVERPUNCH = {
    **{sign: (digit, "") for digit, sign in enumerate("{ABCDEFGHI")},
    **{sign: (digit, "-") for digit, sign in enumerate("}JKLMNOPQR")},
    **{sign: (digit, "-") for digit, sign in enumerate("pqrstuvwxy")},
}
_PLUS, _MINUS = (0xA, 0xC, 0xE, 0xF), (0xB, 0xD)


class Odd(ValueError):
    """What stands there is no such number."""


def placed(sign: str, digits: str, decimals: int) -> str:
    """The digits with their point: "", "0001250", 2 is 12.50."""
    whole = digits.rjust(decimals + 1, "0")
    point = len(whole) - decimals
    text = (whole[:point].lstrip("0") or "0") + (f".{whole[point:]}" if decimals else "")
    return sign + text if text.strip("0.") else text


def of_text(text: str, decimals: int) -> str:
    found = _DIGITS.fullmatch(text.strip())
    if found is None or (found[1] and found[3]):
        raise Odd(f"{text.strip()[:40]!r} is no number of digits alone")
    return placed("-" if "-" in found[1] + found[3] else "", found[2], decimals)


def of_zoned(raw: bytes, decimals: int, ebcdic: bool) -> str:
    """The sign stands in the zone of the last digit."""
    if not ebcdic:
        text = raw.decode("latin-1").strip()
        if text.isascii() and text.isdigit():
            return placed("", text, decimals)
        digit, sign = _OVERPUNCH.get(text[-1:], (None, ""))
        if digit is None or not (text[:-1] == "" or (text[:-1].isascii() and text[:-1].isdigit())):
            raise Odd(f"{text[:40]!r} is no zoned decimal")
        return placed(sign, f"{text[:-1]}{digit}", decimals)
    zones, digits = [byte >> 4 for byte in raw], [byte & 0xF for byte in raw]
    if max(digits) > 9 or any(zone != 0xF for zone in zones[:-1]) or zones[-1] < 0xA:
        raise Odd(f"{raw.hex()} is no zoned decimal")
    return placed("-" if zones[-1] in _MINUS else "", "".join(map(str, digits)), decimals)


def of_packed(raw: bytes, decimals: int) -> str:
    """Two digits a byte, the sign in the last half (COMP-3)."""
    digits, sign = raw.hex()[:-1], raw[-1] & 0xF
    if not digits.isdigit() or sign not in (*_PLUS, *_MINUS):
        raise Odd(f"{raw.hex()} is no packed decimal")
    return placed("-" if sign in _MINUS else "", digits, decimals)


def scaled(text: str, decimals: int) -> tuple[bool, str]:
    """Whether it is negative, and its digits without the point; nothing is rounded."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable(f"{text[:40]!r} is no number of digits", cause="fixed.number")
    behind = (found[3] or "").rstrip("0")
    if len(behind) > decimals:
        raise Unreadable(f"{text} has more than {decimals} decimals", cause="fixed.number")
    digits = (found[2] + behind.ljust(decimals, "0")).lstrip("0") or "0"
    return bool(found[1]) and digits != "0", digits


def to_zoned(negative: bool, digits: str, ebcdic: bool) -> bytes:
    if ebcdic:
        raw = bytearray(0xF0 | int(digit) for digit in digits)
        raw[-1] = (0xD0 if negative else 0xC0) | int(digits[-1])
        return bytes(raw)
    return (digits[:-1] + ("}JKLMNOPQR" if negative else "{ABCDEFGHI")[int(digits[-1])]).encode()


def to_packed(negative: bool, digits: str) -> bytes:
    text = digits + ("d" if negative else "c")
    return bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)
