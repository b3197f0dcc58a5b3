"""Workbooks that would hurt: bombs, far cells, lies about sizes, encryption; each is refused in a moment."""

from __future__ import annotations

import resource
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapters.formats import reader
from adapters.formats.excel.marks import letters, marks_of_xlsx, numbered
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome
from tests.adapters.formats.workbooks import (
    XLS,
    number_cell,
    ods,
    ods_row,
    packed,
    parts,
    table,
    with_cells,
    xlsb,
)

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = [
    ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    ONE + '<row r="1048576"><c r="AZ1048576"><v>1</v></c></row>',
    ONE + '<row\tr="1048576"><c r="CV1048576"><v>1</v></c></row>',
    ONE + "<row r='99999999'><c r='A99999999'><v>1</v></c></row>",
    ONE + '<row r="1048576"><c\nr = "XFD1048576"><v>1</v></c></row>',
    ONE + '<row r="1048576">' + "<c><v>1</v></c>" * 60 + "</row>",
    ONE + '<row r="1048576">' + '<c s="0"><v>1</v></c>' * 60 + "</row>",
    '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576">'
    '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>' + ONE,
    '<!-- <c r="A1"> -->' + ONE + '<row r="1048576"><c  r="XFD1048576"><v>1</v></c></row>',
]
BOOKS = [table(["a", "b"], ["1", 2]), xlsb([number_cell(1)]), ods(ods_row("a"))]
MEMORY_MAX_KB = 1_000_000


def refusal(payload: bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        reader("excel").read(payload, options)
    assert caught.value.place
    return caught.value


@pytest.mark.parametrize("cells", FAR)
def test_a_cell_far_away_takes_no_memory(cells: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refusal(with_cells(cells)).cause in {"excel.too_many", "excel.malformed"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_MAX_KB


def test_a_cell_far_away_in_the_other_kinds_takes_none_either() -> None:
    binary = parts(xlsb([number_cell(1)], [number_cell(2)]))
    near = struct.pack("<IIHBBBI", 1, 0, 300, 0, 0, 0, 0)
    far = struct.pack("<IIHBBBI", 99_999_999, 0, 300, 0, 0, 0, 0)
    sheet = "xl/worksheets/sheet1.bin"
    repeated = ' table:number-rows-repeated="1048576"'

    assert refusal(packed({**binary, sheet: binary[sheet].replace(near, far)})).cause == "excel.too_many"
    assert refusal(ods(ods_row(*"abcdefghijkl", more=repeated))).cause == "excel.too_many"
    wide = ods_row("a").replace(
        "<table:table-cell", "<table:table-cell" + repeated.replace("rows", "columns")
    )
    assert refusal(ods(wide), cells_max="1000").cause == "excel.too_many"


def test_a_bomb_is_not_unpacked_and_a_part_that_lies_about_its_size_is_no_whole_workbook() -> None:
    found = parts(table(["a"]))
    bomb = packed({**found, "xl/sharedStrings.xml": b" " * 300_000_000})
    size = struct.pack("<I", 300_000_000)

    assert refusal(bomb).cause == "excel.too_large"
    assert refusal(bomb.replace(size, struct.pack("<I", 1000))).cause == "excel.malformed"


@pytest.mark.parametrize("at", [30, 44, 48, 56, 60, 64, 68, 72, 76, 512, 600])
def test_an_xls_whose_sizes_lie_falls_alone(at: int) -> None:
    broken = XLS[:at] + b"\xf0\xff\xff\x7f" + XLS[at + 4 :]

    assert outcome(lambda: reader("excel").read(broken, {})) in {"read", "excel"}


def test_macros_and_links_are_not_even_unpacked() -> None:
    more = {"xl/vbaProject.bin": b" " * 300_000_000, "xl/externalLinks/externalLink1.xml": b"<a>&x;</a>"}

    found = reader("excel").read(packed({**parts(table(["a"], ["1"])), **more}), {})

    assert found.children[0].children[0].value == "1"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"PK\x03\x04 no zip",
        b"a;b\n1;2\n",
        b"<html><table/></html>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2_000,
        table(["a"])[:-30],
        XLS[:3_000],
        packed({"xl/workbook.xml": b"<workbook/>"}),
        packed({"a.txt": b"x"}),
        with_cells('<row r="1"><c r="A1"'),
        with_cells('<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"'),
    ],
    ids=range(13),
)
def test_what_is_no_whole_workbook_is_refused(payload: bytes) -> None:
    assert refusal(payload).cause == "excel.malformed"


def test_what_is_encrypted_is_refused_as_such() -> None:
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    entry = b"PK\x01\x02\x14\x03\x14\x00"
    flagged = packed(parts(table(["a"]))).replace(entry + b"\x00", entry + b"\x01")

    sealed = packed({**parts(ods(ods_row("a"))), "META-INF/manifest.xml": manifest})

    assert refusal(sealed).cause == "excel.encrypted"
    assert refusal(flagged).cause == "excel.encrypted"


def test_columns_have_letters() -> None:
    assert [letters(number) for number in (1, 26, 27, 702, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(numbered(letters(number)) == number for number in range(1, 1000))


@pytest.mark.parametrize("cells", [*FAR, ONE, ONE + '<row r="2"/>', "<row><c><v>1</v></c></row>"])
def test_a_look_at_a_sheet_finds_no_less_than_reading_it(cells: str) -> None:
    sheet = parts(with_cells(cells))["xl/worksheets/sheet1.xml"]
    glance = marks_of_xlsx(sheet)
    slow = marks_of_xlsx(sheet.replace(b"<sheetData", b"<sheetData x='hidden='"))

    assert (glance.rows, glance.columns) >= (slow.rows, slow.columns)


def test_a_long_sheet_of_few_columns_is_not_counted_as_a_wide_one() -> None:
    row = b'<row r="1048576"><c r="A1048576"><v>1</v></c><c r="H1048576"><v>2</v></c></row>'

    marks = marks_of_xlsx(b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>")

    assert (marks.rows, marks.columns) == (1_048_576, 8)


@settings(max_examples=60)
@given(some.integers(0, 4_000), some.binary(min_size=1, max_size=4), some.sampled_from(BOOKS))
def test_a_workbook_broken_anywhere_is_read_or_a_clear_no(at: int, broken: bytes, book: bytes) -> None:
    payload = book[:at] + broken + book[at + len(broken) :]

    assert outcome(lambda: reader("excel").read(payload, {"sheet": "all"})) in {"read", "excel"}
