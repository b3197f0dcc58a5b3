"""A tree of the shape the X12 reader makes to X12."""

from __future__ import annotations

import re

from adapters.formats.edi.places import BLANKS, Signs
from adapters.formats.edi.segments import Options
from adapters.formats.edi.writing import NEWLINES, Begun, Pen, Writing
from adapters.formats.encoding import bytes_of
from adapters.formats.options import choice
from adapters.formats.x12.family import FAMILY
from adapters.formats.x12.signs import DEFAULT, REPEATS_FROM, WIDTHS
from core.hub.node import Node, Reader
from core.kernel.errors import Unreadable

_REPETITION, _VERSION, _CONTROL, _COMPONENT = 11, 12, 13, 16
_SIGNS = re.compile(r"[^A-Za-z0-9\t ]+")


class X12Writer:
    """Feet are counted, ISA is filled; what is written is read back by the strict reader before it leaves.

    signs: element, component and end of segment, and repetition if there is one; else those ISA names.
    """

    options = frozenset({"encoding", "signs", "newline", "structure"})

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def check(self, options: dict[str, str]) -> None:
        _signs(options, ())
        choice(options, "newline", tuple(NEWLINES))
        self._reader.check(_read_by(options))

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        text = Writing(FAMILY, _begin, options).text(tree)
        payload = bytes_of(text, {"encoding": options.get("encoding", "utf-8")}, "x12")
        self._reader.read(payload, _read_by(options))
        return payload


def _read_by(options: Options) -> dict[str, str]:
    return {name: options[name] for name in ("encoding", "structure") if name in options}


def _begin(head: Node, options: Options) -> Begun:
    """ISA with each element as wide as it must be, and the pen for all that follows."""
    given = {child.name: child.value or "" for child in head.children}
    elements = [given.get(f"{number:02}", "") for number in range(1, len(WIDTHS) + 1)]
    signs = _signs(options, tuple(elements))
    pen = Pen(FAMILY, signs, options)
    elements[_COMPONENT - 1] = signs.component
    if signs.repetition or not elements[_REPETITION - 1]:
        elements[_REPETITION - 1] = signs.repetition or "U"
    filled = []
    for number, (text, width) in enumerate(zip(elements, WIDTHS, strict=True), 1):
        wide = text.rjust(width, "0") if number == _CONTROL else text.ljust(width)
        if len(wide) > width:
            raise pen.unwritable(head, f"element {number:02} {text!r} is longer than its {width} characters")
        filled.append(wide if number in {_REPETITION, _COMPONENT} else pen.text(wide, head))
    return Begun(pen.joined("ISA", filled, head), pen, filled[_CONTROL - 1])


def _signs(options: Options, isa: tuple[str, ...]) -> Signs:
    given = options.get("signs")
    if given is not None:
        if not 3 <= len(given) <= 4 or len(set(given)) < len(given) or not _SIGNS.fullmatch(given):
            said = "give element, component and end of segment, such as *:~, and repetition if there is"
            raise Unreadable(f"signs is {given!r}; {said}", cause="format.option")
        return Signs(given[0], given[1], given[2], given[3:])
    if not isa:
        return DEFAULT
    component, repetition = isa[_COMPONENT - 1] or DEFAULT.component, isa[_REPETITION - 1]
    repeats = isa[_VERSION - 1] >= REPEATS_FROM and not repetition.isalnum()
    return DEFAULT._replace(component=component, repetition=repetition.strip(BLANKS) if repeats else "")
