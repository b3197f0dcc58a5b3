"""A tree of the shape the EDIFACT reader makes to EDIFACT."""

from __future__ import annotations

from adapters.formats.edi.places import Signs
from adapters.formats.edi.segments import Options
from adapters.formats.edi.writing import NEWLINES, Begun, Pen, Writing
from adapters.formats.edifact.family import FAMILY
from adapters.formats.edifact.signs import CHARSETS, DEFAULT, REPEATS_FROM, UNA, named
from adapters.formats.encoding import bytes_of
from adapters.formats.options import choice
from core.hub.node import Node, Reader
from core.kernel.errors import Unreadable

DECIMAL = "."


class EdifactWriter:
    """Feet are counted; what is written is read back by the strict reader before it leaves.

    signs: the six of UNA. una: whether it is written, else where the signs are not the usual.
    """

    options = frozenset({"encoding", "signs", "una", "newline", "structure"})

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def check(self, options: dict[str, str]) -> None:
        _signs(options)
        choice(options, "una", ("needed", "always"))
        choice(options, "newline", tuple(NEWLINES))
        self._reader.check(_read_by(options))

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        text = Writing(FAMILY, _begin, options).text(tree)
        payload = bytes_of(text, {"encoding": _encoding(tree, options)}, "edifact")
        self._reader.read(payload, _read_by(options))
        return payload


def _read_by(options: Options) -> dict[str, str]:
    return {name: options[name] for name in ("encoding", "structure") if name in options}


def _begin(head: Node, options: Options) -> Begun:
    """UNA where it is needed and UNB, and the pen for all that follows."""
    signs, syntax = _signs(options), _value(head, 1, 2)
    if not (syntax.isdigit() and int(syntax[:2]) >= REPEATS_FROM):
        signs = signs._replace(repetition="")
    pen = Pen(FAMILY, signs, options)
    usual = signs._replace(repetition="") == DEFAULT._replace(repetition="") and signs.repetition in {
        "",
        DEFAULT.repetition,
    }
    una = ""
    if choice(options, "una", ("needed", "always")) == "always" or not usual:
        una = UNA + signs.component + signs.element + DECIMAL + (signs.release or " ")
        una += (signs.repetition or " ") + pen.end
    return Begun(una + pen.segment(head), pen, _value(head, FAMILY.interchange.reference, 1))


def _signs(options: Options) -> Signs:
    given = options.get("signs")
    if given is None:
        return DEFAULT
    if len(given) != 6:
        raise Unreadable(f"signs is {given!r}; give the six of UNA: :+.? and the end", cause="format.option")
    component, element, _, release, repetition, terminator = tuple(named(UNA + given, 0))
    return Signs(element, component, terminator, repetition.strip(), release.strip())


def _encoding(tree: Node, options: Options) -> str:
    """What an option declares, or the first UNB."""
    head = next((node for node in tree.children if node.name == "UNB"), Node("UNB"))
    return options.get("encoding") or CHARSETS.get(_value(head, 1, 1), "utf-8")


def _value(segment: Node, element: int, component: int) -> str:
    for child in segment.children:
        if child.name == f"{element:02}":
            found = [one.value or "" for one in child.children if one.name == str(component)]
            alone = "" if child.children or component > 1 else child.value or ""
            return found[0] if found else alone
    return ""
