"""SAP's flat IDocs to the tree that the XML form of the same IDoc is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapters.formats.encoding import OPTIONS, limit, text_of
from adapters.formats.encoding import check as check_encoding
from adapters.formats.idoc.segments import CONTROL, HEAD, Fields, fields_of, segment
from core.hub.node import Node
from core.kernel.errors import Unreadable

ROWS_MAX = 500_000
DEPTH_MAX = 20
_VERSIONED = re.compile(r"(.{7,})[0-9]{3}")
_LENGTH = re.compile("[1-9][0-9]{0,3}")
_HEAD_LENGTH = sum(length for _, length in fields_of(HEAD))
_CONTROL_NAME = "EDI_DC40"


class IdocReader:
    """The root is called by the basic type (ORDERS05), and holds an IDOC for each control record.

    Where the control record names no type it is called by the family (ORDERS, INVOIC, DELVRY) that its
    message type or, where there is none, its segments tell; IDOC where they tell none.

    Segments are called by their type (E1EDK01 for E2EDK01005) and stand in their parents. One that is in no
    table is kept whole as SDATA beside @unknown. segments: own tables, each "TYPE FIELD LENGTH FIELD …".
    """

    options = OPTIONS | {"bytes_max", "rows_max", "segments"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "idoc")
        limit(options, "rows_max", ROWS_MAX)
        _tables(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        text = text_of(payload, options, "idoc")
        tables, most = _tables(options), limit(options, "rows_max", ROWS_MAX)
        found: list[tuple[Node, list[_Segment]]] = []
        for number, line in _lines(text, most):
            if line.startswith("EDI_DC"):
                found.append((_control(number, line), []))
            elif not found:
                raise _at(number, "stands before any control record EDI_DC40", "no_control")
            else:
                found[-1][1].append(_segment(number, line, tables))
        if not found:
            raise _at(1, "should be a control record EDI_DC40, and there is none", "no_control")
        types = {_value(control, "IDOCTYP") or _told_type(control, segments) for control, segments in found}
        if len(types) > 1:
            raise _at(1, f"begins a file of several types: {', '.join(sorted(types))}", "several_types")
        idocs = tuple(_idoc(control, segments) for control, segments in found)
        return Node(types.pop() or "IDOC", None, idocs, "line 1")


READER = IdocReader()

# Families of basic types by the types of messages they carry.
_FAMILIES = {
    **dict.fromkeys(("ORDERS", "ORDCHG", "ORDRSP"), "ORDERS"),
    **dict.fromkeys(("INVOIC", "GSVERF"), "INVOIC"),
    **dict.fromkeys(("DESADV", "DELVRY", "SHPORD", "SHPCON", "WHSORD", "WHSCON"), "DELVRY"),
}


@dataclass(slots=True)
class _Segment:
    """One data record, and those that stand in it."""

    name: str
    line: int
    number: int
    parent: int
    level: int
    fields: tuple[Node, ...]
    inner: list[_Segment] = field(default_factory=list)


def _told_type(control: Node, segments: list[_Segment]) -> str:
    """The family of an IDoc whose control record names no basic type, "" where nothing tells it."""
    message = _value(control, "MESTYP")
    if message:
        return _FAMILIES.get(message, "")
    names = {one.name for one in segments}
    if "E1EDL20" in names:
        return "DELVRY"
    if not {"E1EDK01", "E1EDP01"} <= names:
        return ""
    # Only an invoice has a number of its own (009) and a total to pay (011).
    billed = any(
        (one.name, field.name, field.value) in {("E1EDK02", "QUALF", "009"), ("E1EDS01", "SUMID", "011")}
        for one in segments
        for field in one.fields
    )
    return "INVOIC" if billed else "ORDERS"


def _tables(options: Mapping[str, str]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for line in options["segments"].split("\n") if "segments" in options else ():
        name, *words = line.split() or [""]
        lengths = words[1::2]
        if not words or len(words) % 2 or not all(_LENGTH.fullmatch(each) for each in lengths):
            raise Unreadable(
                f"{line!r} is no table; write TYPE FIELD LENGTH FIELD LENGTH …", cause="format.option"
            )
        found[name] = fields_of(" ".join(words))
    return found


def _lines(text: str, most: int) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if number > most:
            raise _at(number, f"is over the limit of {most} records; send it in parts", "too_many")
        if line.strip():
            yield number, line.rstrip("\r")


def _control(number: int, line: str) -> Node:
    if not line.startswith(_CONTROL_NAME):
        raise _at(number, f"is a control record {line[:10].strip()!r}; EDI_DC40 alone is read", "control")
    begin = Node("@SEGMENT", "1", (), f"line {number}")
    children = (begin, *_cells(line, 0, fields_of(CONTROL), number))
    return Node(_CONTROL_NAME, None, children, f"line {number}")


def _segment(number: int, line: str, tables: dict[str, Fields]) -> _Segment:
    head = {cell.name: cell.value or "" for cell in _cells(line, 0, fields_of(HEAD), number)}
    name = _type_of(head.get("SEGNAM", ""))
    if len(line) < _HEAD_LENGTH - 2 or not name.isascii() or " " in name or not name:
        raise _at(number, "is no data record: the name of a segment and its numbers are 63 signs", "record")
    counts = [head.get(key, "0") for key in ("SEGNUM", "PSGNUM", "HLEVEL")]
    if not all(count.isascii() and count.isdigit() for count in counts):
        raise _at(number, f"has numbers that are none: {', '.join(counts)}", "record")
    known = tables.get(name) or segment(name)
    begin = Node("@SEGMENT", "1", (), f"line {number}")
    if known is None:
        at = f"line {number} signs {_HEAD_LENGTH + 1}-{len(line)}"
        whole = Node("SDATA", line[_HEAD_LENGTH:].rstrip() or None, (), at)
        fields: tuple[Node, ...] = (begin, Node("@unknown", "yes", (), at), whole)
    else:
        fields = (begin, *_cells(line, _HEAD_LENGTH, known, number))
        end = _HEAD_LENGTH + sum(length for _, length in known)
        if line[end:].strip():
            # A later version, or another's: kept, and told, for nobody here knows what it is.
            fields += (Node("@rest", line[end:].rstrip(), (), f"line {number} signs {end + 1}-{len(line)}"),)
    own, parent, level = map(int, counts)
    return _Segment(name, number, own, parent, level, fields)


def _type_of(name: str) -> str:
    """The type of a released segment: E2EDK01005 is a version of E1EDK01."""
    found = _VERSIONED.fullmatch(name)
    base = found[1] if found else name
    return f"{base[0]}1{base[2:]}" if base[1:2] == "2" else base


def _cells(line: str, start: int, known: Fields, number: int) -> list[Node]:
    """The fields that are not blank, as the XML form has them."""
    found = []
    for name, length in known:
        text = line[start : start + length].rstrip()
        if text:
            found.append(Node(name, text, (), ("line %d signs %d-%d", number, start + 1, start + length)))
        start += length
    return found


def _value(node: Node, name: str) -> str:
    return next((child.value or "" for child in node.children if child.name == name), "")


def _idoc(control: Node, segments: list[_Segment]) -> Node:
    """The segments in their parents: by the parent's number, by the level where that says nothing."""
    roots: list[_Segment] = []
    above: list[_Segment] = []
    numbers: dict[int, _Segment] = {}
    for one in segments:
        while above and above[-1].level >= one.level:
            above.pop()
        parent = numbers.get(one.parent) if one.parent not in {0, one.number} else None
        if one.parent not in {0, one.number} and parent is None:
            raise _at(
                one.line, f"names {one.parent} as its parent, and none before it is so called", "parent"
            )
        if parent is not None and parent.level >= one.level:
            raise _at(one.line, f"is of level {one.level} in {parent.name} of level {parent.level}", "parent")
        # Nothing stands in the head of an order or invoice, whatever level its followers are given.
        by_level = above[-1] if above and one.parent != 0 and above[-1].name != "E1EDK01" else None
        parent = parent or by_level
        if len(above) > DEPTH_MAX:
            raise _at(one.line, f"is nested over {DEPTH_MAX} deep", "too_deep")
        (parent.inner if parent else roots).append(one)
        numbers[one.number] = one
        above.append(one)
    children = (Node("@BEGIN", "1", (), control.at), control, *map(_node, roots))
    return Node("IDOC", None, children, control.at)


def _node(one: _Segment) -> Node:
    return Node(one.name, None, (*one.fields, *map(_node, one.inner)), ("line %d", one.line))


def _at(number: int, text: str, reason: str) -> Unreadable:
    return Unreadable(f"line {number} {text}", cause=f"idoc.{reason}", place=f"line {number}")
