"""Identifiers of parties with their check digits: USCC (GB 32100-2015) and GLN (GS1)."""

from __future__ import annotations

import re

# GB 32100-2015 leaves out I, O, S, V and Z, which are taken for digits.
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC = re.compile(f"[{_USCC_SIGNS}]{{2}}[0-9]{{6}}[{_USCC_SIGNS}]{{10}}").fullmatch
_GLN = re.compile("[0-9]{13}").fullmatch


class NotAnIdentifier(ValueError):
    """expected: what was looked for in its place, for a person."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def uscc(text: str) -> str:
    """A unified social credit code in capitals; NotAnIdentifier if its check sign does not fit."""
    code = text.upper()
    if not _USCC(code):
        raise NotAnIdentifier("a unified social credit code of 18 signs, such as 91350100M000100Y43")
    total = sum(
        _USCC_SIGNS.index(sign) * weight for sign, weight in zip(code[:17], _USCC_WEIGHTS, strict=True)
    )
    check = _USCC_SIGNS[(31 - total % 31) % 31]
    if code[17] != check:
        raise NotAnIdentifier(f"check sign {check} at the end of {code[:17]}; one of its signs is wrong")
    return code


def gln(text: str) -> str:
    """A global location number; NotAnIdentifier if its check digit does not fit."""
    if not _GLN(text):
        raise NotAnIdentifier("a global location number of 13 digits")
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text[:12]))
    check = (10 - total % 10) % 10
    if int(text[12]) != check:
        raise NotAnIdentifier(f"check digit {check} at the end of {text[:12]}; one of its digits is wrong")
    return text
