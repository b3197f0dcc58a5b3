"""Binary segments of X12: as many characters as they say, whatever signs and line breaks stand in them."""

from __future__ import annotations

import re

from adapters.formats.edi.places import BLANKS, Signs
from adapters.formats.edi.segments import holding

_DIGITS_MAX = 9


def with_binary_held(text: str, signs: Signs) -> str:
    """The text with what BIN and BDS carry held apart; where a length is not true it is read as any other."""
    if "BIN" + signs.element not in text and "BDS" + signs.element not in text:
        return text
    element = re.escape(signs.element)
    head = re.compile(
        f"(?<=[{re.escape(signs.terminator)}{BLANKS}])"
        f"(?:BIN{element}|BDS{element}[^{element}]{{0,9}}{element})([0-9]{{1,{_DIGITS_MAX}}}){element}"
    )
    parts, at = [], 0
    table = holding(signs)
    while found := head.search(text, at):
        end = found.end() + int(found[1])
        if text[end : end + 1] != signs.terminator:
            end = found.end()
        parts += [text[at : found.end()], text[found.end() : end].translate(table)]
        at = end
    return "".join([*parts, text[at:]])
