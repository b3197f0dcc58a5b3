"""Workbooks of our own making, for tests: as a program writes them, and as nobody should."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

XLS = (Path(__file__).parent / "books" / "stock.xls").read_bytes()
Fill = Callable[[xlsxwriter.Workbook, Any], None]
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(fill: Fill, sheet: str = "Stock", **settings: bool) -> bytes:
    """A workbook whose first sheet is filled by the caller."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **settings}) as book:
        fill(book, book.add_worksheet(sheet))
    return out.getvalue()


def table(*rows: list[Any]) -> bytes:
    """Rows as they are: texts as text, numbers as numbers."""

    def fill(_book: xlsxwriter.Workbook, sheet: Any) -> None:
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write)(number, column, value)

    return xlsx(fill)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as found:
        return {name: found.read(name) for name in found.namelist()}


def with_cells(cells: str, book: bytes | None = None) -> bytes:
    """A workbook whose first sheet's XML holds these rows, as they stand here."""
    found = parts(book or table(["a"]))
    sheet = found["xl/worksheets/sheet1.xml"]
    head = sheet[: sheet.index(b"<sheetData")]
    found["xl/worksheets/sheet1.xml"] = head + f"<sheetData>{cells}</sheetData></worksheet>".encode()
    return packed(found)


def _record(kind: int, body: bytes) -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(body) & 0x7F | 0x80, len(body) >> 7]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(*rows: list[tuple[int, bytes]], hidden: int = 0) -> bytes:
    """A binary workbook of one sheet "Stock": of each cell the record's number and its value."""
    body = b""
    for number, row in enumerate(rows):
        flags = 0x10 if number + 1 == hidden else 0
        body += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))
        for column, (kind, value) in enumerate(row):
            body += _record(kind, struct.pack("<II", column, 0) + value)
    width = max(map(len, rows)) - 1
    reach = _record(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, width))
    sheet = _record(0x81, b"") + reach + _record(0x91, b"") + body + _record(0x92, b"") + _record(0x82, b"")
    book = _record(0x83, b"") + _record(0x8F, b"")
    book += _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Stock")) + _record(0x90, b"")
    book += _record(0x9D, b"\0" * 26) + _record(0x84, b"")
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": b"<Relationships/>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_RELS}">{link}</Relationships>'.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def text_cell(text: str) -> tuple[int, bytes]:
    return 6, _wide(text)


def number_cell(value: float) -> tuple[int, bytes]:
    return 5, struct.pack("<d", value)


def ods(rows: str) -> bytes:
    """An OpenDocument sheet "Stock" of these rows."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    named = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    content = (
        f"<office:document-content {named}><office:body><office:spreadsheet>"
        f'<table:table table:name="Stock">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = b'<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_row(*cells: str | float, more: str = "") -> str:
    shown = ""
    for cell in cells:
        kind = "string" if isinstance(cell, str) else "float"
        value = "" if isinstance(cell, str) else f' office:value="{cell}"'
        shown += (
            f'<table:table-cell office:value-type="{kind}"{value}><text:p>{cell}</text:p></table:table-cell>'
        )
    return f"<table:table-row{more}>{shown}</table:table-row>"
