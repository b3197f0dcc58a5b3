"""How an EDIFACT interchange names its signs and its characters: UNA, and the syntax in UNB."""

from __future__ import annotations

import re

from adapters.formats.edi.places import BLANKS, Signs
from adapters.formats.encoding import marked
from core.kernel.errors import Unreadable

DEFAULT = Signs(element="+", component=":", terminator="'", repetition="*", release="?")
# ISO 9735's levels; X switches its characters inside the text and must be declared by `encoding`.
CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso-8859-1",
    "UNOD": "iso-8859-2",
    "UNOE": "iso-8859-5",
    "UNOF": "iso-8859-7",
    "UNOG": "iso-8859-3",
    "UNOH": "iso-8859-4",
    "UNOI": "iso-8859-6",
    "UNOJ": "iso-8859-8",
    "UNOK": "iso-8859-9",
    "UNOL": "iso-8859-15",
    "UNOW": "utf-8",
    "UNOX": "ascii",
    "UNOY": "utf-8",
    "KECA": "euc-kr",
}
REPEATS_FROM = 4
UNA = "UNA"
_HEAD_CHARACTERS = 300
_LEVEL = re.compile(rb"UNB.([A-Z]{4})")
_SYNTAX = re.compile(r"UNB.[A-Z]{4}.([0-9])")


def charset_of(payload: bytes, declared: str | None) -> str:
    """The encoding an option declares, a mark or UNB names; bytes that it cannot be are refused later."""
    if declared:
        return declared
    mark = marked(payload)
    if mark:
        return mark
    head = payload[:_HEAD_CHARACTERS].replace(b"\r", b"").replace(b"\n", b"")
    found = _LEVEL.search(head)
    return CHARSETS.get(found[1].decode("ascii"), "utf-8") if found else "utf-8"


def signs_of(text: str, at: int) -> tuple[Signs, int]:
    """The signs of the interchange that begins at a character, and where its first segment begins."""
    begin, signs = at, DEFAULT
    if text.startswith(UNA, at):
        component, element, _, release, repetition, terminator = tuple(named(text, at))
        signs = Signs(element, component, terminator, repetition.strip(), release.strip())
        begin = at + 9
        while text[begin : begin + 1] and text[begin] in BLANKS:
            begin += 1
    head = text[begin : begin + _HEAD_CHARACTERS].replace("\r", "").replace("\n", "")
    syntax = _SYNTAX.match(head)
    # Before syntax 4 nothing repeats, and the sign in UNA is only reserved.
    if syntax is None or int(syntax[1]) < REPEATS_FROM:
        signs = signs._replace(repetition="")
    return signs, begin


def named(text: str, at: int) -> str:
    """The six signs of UNA; Unreadable if they do not tell segments, elements and components apart."""
    six = text[at + 3 : at + 9]
    parting = [six[n] for n in (0, 1, 3, 4, 5) if n < len(six) and (six[n] != " " or n in (0, 1, 5))]
    unfit = [sign for sign in parting if sign.isalnum() or not sign.isascii()]
    if len(six) < 6 or len(set(parting)) < len(parting) or unfit:
        raise Unreadable(
            f"UNA names the signs {six!r}; name six: component, element, decimal, release, repetition, end",
            cause="edifact.signs",
            place="segment UNA",
        )
    return six
