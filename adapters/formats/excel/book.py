"""An opened workbook: its sheets, and each one's rows once it is known that they are not too many."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from adapters.formats.excel.binary import marks_of_xlsb, records_of_xlsb
from adapters.formats.excel.file import Parts, encrypted, parts_of, refused, repacked
from adapters.formats.excel.marks import Marks, marks_of_ods, marks_of_xlsx, parsed
from adapters.formats.excel.xls import XlsBook

_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
Made = TypeVar("Made")
_ENCRYPTED = b"encryption-data"


class Book(Protocol):
    """An opened workbook of any of the four kinds; the sheets that are tables, by name."""

    @property
    def names(self) -> list[str]: ...

    @property
    def hidden(self) -> set[str]: ...

    def marks(self, name: str) -> Marks:
        """Its reach, faults and hidden rows, read before its cells are."""
        ...

    def rows(self, name: str) -> tuple[Iterator[list[Any]], list[Any]]:
        """The values of its rows from the first on, and the ranges that are merged."""
        ...


def opened(payload: bytes, unpacked_max: int, cells_max: int) -> Book:
    parts = parts_of(payload, unpacked_max)
    return XlsBook(payload, cells_max) if parts is None else PackedBook(parts, cells_max)


class PackedBook:
    """A workbook that is a zip: .xlsx, .xlsb, .ods."""

    def __init__(self, parts: Parts, cells_max: int) -> None:
        if _ENCRYPTED in parts.get("META-INF/manifest.xml", b""):
            raise encrypted()
        # The library reads all sheets of an .ods as it opens it, and an element may stand for a million rows.
        self._ods = self._bounded_ods(parts, cells_max) if "content.xml" in parts else {}
        self._book = careful(lambda: CalamineWorkbook.from_object(repacked(parts)))
        found = [one for one in self._book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        self.names = [one.name for one in found]
        self.hidden = {one.name for one in found if one.visible != SheetVisibleEnum.Visible}
        self._marks = self._ods.__getitem__ if self._ods else _marks(parts)

    def _bounded_ods(self, parts: Parts, cells_max: int) -> dict[str, Marks]:
        found = marks_of_ods(parts["content.xml"])
        cells = sum(marks.rows * marks.columns for marks in found.values())
        if cells > cells_max:
            raise refused(
                f"its sheets reach over {cells} cells, more than {cells_max}; send it in parts, or without "
                "stray cells",
                "too_many",
            )
        return found

    def marks(self, name: str) -> Marks:
        try:
            return self._marks(name)
        except (ValueError, KeyError) as error:
            raise refused(f"it is no whole sheet: {error}", "malformed", f"sheet '{name}'") from error

    def rows(self, name: str) -> tuple[Iterator[list[Any]], list[Any]]:
        sheet = careful(lambda: self._book.get_sheet_by_name(name))
        return iter(sheet.iter_rows()), list(sheet.merged_cell_ranges or ())


def careful(open_it: Callable[[], Made]) -> Made:
    """What the library makes of it, or a refusal; a panic of it is no Exception, and one of a bad file."""
    try:
        return open_it()
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as error:
        raise refused(f"it cannot be read: {error}; save it anew and send it again", "malformed") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refused("it cannot be read: it contradicts itself; save it anew", "malformed") from error


def _marks(parts: Parts) -> Callable[[str], Marks]:
    binary = "xl/workbook.bin" in parts
    targets = _sheets_of_xlsb(parts) if binary else _sheets_of_xlsx(parts)
    links = _links(parts, "bin" if binary else "xml")
    read = marks_of_xlsb if binary else marks_of_xlsx

    def of(name: str) -> Marks:
        part = parts.get(links.get(targets.get(name, ""), ""))
        if part is None:
            raise refused("the workbook names it and does not hold it", "malformed", f"sheet '{name}'")
        return read(part)

    return of


def _sheets_of_xlsx(parts: Parts) -> dict[str, str]:
    """The link of each sheet by its name."""
    return {
        element.get("name", ""): element.get(_LINK) or element.get(_STRICT_LINK) or ""
        for event, element in parsed(parts.get("xl/workbook.xml", b"<none/>"))
        if event == "start" and etree.QName(element).localname == "sheet"
    }


def _sheets_of_xlsb(parts: Parts) -> dict[str, str]:
    found = {}
    for kind, body in records_of_xlsb(parts["xl/workbook.bin"]):
        if kind == 156:
            size = int.from_bytes(body[8:12], "little")
            name = body[16 + 2 * size :]
            found[name.decode("utf-16-le", "replace")] = body[12 : 12 + 2 * size].decode(
                "utf-16-le", "replace"
            )
    return found


def _links(parts: Parts, ending: str) -> dict[str, str]:
    """Which part each link leads to."""
    xml = parts.get(f"xl/_rels/workbook.{ending}.rels", b"<none/>")
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip(
            "/"
        )
        for event, element in parsed(xml)
        if event == "start"
    }
