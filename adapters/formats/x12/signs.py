"""How an X12 interchange names its signs: by their places in ISA, whose elements have fixed widths."""

from __future__ import annotations

import re

from adapters.formats.edi.places import BLANKS, Flaw, Signs

WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
# Before 00402 the eleventh element names a standard and no sign.
REPEATS_FROM = "00402"
DEFAULT = Signs(element="*", component=":", terminator="~")
_HEAD_CHARACTERS = 400
_INSIDE = r"(?:(?!\1)[^\r\n])"
_FIXED = re.compile(
    r"ISA([^A-Za-z0-9 ])" + r"\1".join(f"({_INSIDE}{{{width}}})" for width in WIDTHS) + r"([\s\S])"
)
_FREE = re.compile(r"ISA([^A-Za-z0-9 ])" + rf"({_INSIDE}{{0,20}})\1" * 15 + rf"({_INSIDE})([\s\S])")


def signs_of(text: str, at: int) -> tuple[Signs, Flaw | None]:
    """The signs of the interchange that begins at a character, and what is wrong with its ISA."""
    if not text.startswith("ISA", at):
        return DEFAULT, None
    head = text[at : at + _HEAD_CHARACTERS]
    joined = head.replace("\r", "").replace("\n", "")
    found = _FIXED.match(head) or _FIXED.match(joined)
    flaw = None
    if found is None:
        found = _FREE.match(head) or _FREE.match(joined)
        if found is None:
            said = "has no sixteen elements and a sign that ends it; send them, each with its width"
            return DEFAULT._replace(element=head[3:4] or "*"), Flaw("signs", 0, said)
        flaw = _width(found)
    repetition = found[12] if found[13] >= REPEATS_FROM and not found[12].isalnum() else ""
    signs = Signs(found[1], found[17], found[18], repetition.strip(BLANKS))
    parting = [sign for sign in signs if sign]
    if len(set(parting)) < len(parting) or any(sign.isalnum() for sign in parting) or " " in parting:
        said = f"names the signs {parting!r}; name three or four that differ and are no letters"
        return DEFAULT, Flaw("signs", 16, said)
    return signs, flaw


def _width(found: re.Match[str]) -> Flaw | None:
    """The first element that is not as wide as it must be."""
    for number, width in enumerate(WIDTHS, 1):
        if len(found[number + 1]) != width:
            said = f"has {len(found[number + 1])} characters and must have {width}; fill it with blanks"
            return Flaw("width", number, said)
    return None
