"""What a sheet's own XML tells and calamine does not: how far it reaches, its faults, its hidden rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from adapters.formats.excel.file import refused

Cell = tuple[int, int]
_WORDS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# All ways to write the beginning of a tag, prefixed or not, become one: "<c ".
_ALIKE = bytes.maketrans(b"\t\r\n/>:'", b'     <"')
_ROW = re.compile(rb'<row [^>]*?\br="([0-9]{1,8})"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
# A cell that does not say at once where it stands, or stands behind column Z.
_ODD_CELL = re.compile(rb'<c (?!r="[^"0-9][0-9])')
_LETTERS = 26
# Of a sheet with so many rows it counts how many columns it has; of a shorter one up to Z are not too many.
_LONG = 100_000


@dataclass(slots=True)
class Marks:
    """Rows and columns count from 1. why: of each cell whose value is none, the reason."""

    rows: int = 0
    columns: int = 0
    why: dict[Cell, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def error_in(code: str) -> str:
    return f"the cell holds the error {code}"


NO_VALUE = "the cell's formula was kept without its value; open and save the workbook once"


def letters(column: int) -> str:
    """A column by its letters: 1 is A, 27 is AA."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, _LETTERS)
        found = chr(ord("A") + rest) + found
    return found


def numbered(text: str) -> int:
    """A column's number by its letters."""
    found = 0
    for sign in text:
        found = found * _LETTERS + ord(sign) - ord("A") + 1
    return found


def marks_of_xlsx(xml: bytes) -> Marks:
    """By a look at the bytes where the sheet is as programs write it and has nothing to mark, else slowly."""
    return _at_a_glance(xml) or _slowly(xml)


def _at_a_glance(xml: bytes) -> Marks | None:
    """None where something may be to mark, or a cell or row does not say at once which it is."""
    if b"<sheetData" not in xml or b't="e"' in xml or b"hidden=" in xml or _may_lack_values(xml):
        return None
    alike = xml.translate(_ALIKE)
    rows = _ROW.findall(xml)
    if alike.count(b"<row ") != len(rows):
        return None
    cells, last = alike.count(b"<c "), max(map(int, rows), default=0)
    columns = min(cells, _LETTERS)
    if last > _LONG or _ODD_CELL.search(alike):
        found = _CELL.findall(alike)
        if len(found) != cells:
            return None
        columns = max(numbered(each.decode()) for each in set(found))
    return Marks(last, columns)


def _may_lack_values(xml: bytes) -> bool:
    return b"<f" in xml and any(sign in xml for sign in (b"</f></c>", b"/></c>", b"<v></v>", b"</f>\n"))


def _slowly(xml: bytes) -> Marks:
    marks, row, column = Marks(), 0, 0
    for event, element in parsed(xml):
        name = etree.QName(element).localname
        if event == "start" and name == "row":
            said = element.get("r", "")
            row, column = int(said) if said.isdecimal() else row + 1, 0
            if element.get("hidden", "0") not in {"0", "false"}:
                marks.hidden.add(row)
        elif event == "end" and name == "c":
            row, column = _reference(element.get("r", ""), row, column)
            marks.reach(row, column)
            why = _why(element)
            if why:
                marks.why[row, column] = why
        elif event == "end" and name == "row":
            element.clear()
    return marks


def _reference(said: str, row: int, column: int) -> Cell:
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,8})", said.upper())
    return (int(found[2]), numbered(found[1])) if found else (row, column + 1)


def _why(cell: etree._Element) -> str:
    """Why a cell has no value; "" if it has one, or is blank."""
    texts = {etree.QName(child).localname: child.text or "" for child in cell}
    if cell.get("t") == "e":
        return error_in(texts.get("v", "") or "without a name")
    # A formula whose value is a text may well give an empty one.
    missing = "f" in texts and not texts.get("v") and cell.get("t") != "str"
    return NO_VALUE if missing else ""


def parsed(xml: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The events of a part; nothing outside of it is ever fetched."""
    events = etree.iterparse(
        io.BytesIO(xml),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from events
    except etree.XMLSyntaxError as error:
        raise refused(f"a part of it is no XML: {error}; send it again", "malformed") from error


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_SEEN = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"


def marks_of_ods(xml: bytes) -> dict[str, Marks]:
    """Of each sheet by its name; one element may stand for many rows or cells."""
    found: dict[str, Marks] = {}
    marks, row, column, more = Marks(), 0, 0, 1
    for event, element in parsed(xml):
        tag = element.tag
        if event == "start" and tag == f"{_TABLE}table":
            marks = found[element.get(f"{_TABLE}name", "")] = Marks()
            row, more = 0, 1
        elif event == "start" and tag == f"{_TABLE}table-row":
            row, column = row + more, 1
            more = _repeated(element, "rows")
            if element.get(f"{_TABLE}visibility", "visible") != "visible":
                marks.hidden.update(range(row, row + min(more, ROWS_HIDDEN_MAX)))
        elif event == "end" and tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            times = _repeated(element, "columns")
            if element.get(_KIND) or len(element):
                marks.reach(row + more - 1, column + times - 1)
                if element.get(_SEEN) == "error":
                    marks.why[row, column] = error_in("".join(str(text) for text in element.itertext())[:20])
            column += times
        elif event == "end" and tag == f"{_TABLE}table-row":
            element.clear()
    return found


ROWS_HIDDEN_MAX = 1_048_576


def _repeated(element: etree._Element, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 9 else 10**9
