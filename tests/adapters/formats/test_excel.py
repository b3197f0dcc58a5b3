"""A workbook becomes the rows a person sees in it; what it cannot say is a fault of its cell, no blank."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter

from adapters.formats import reader
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats import workbooks
from tests.adapters.formats.workbooks import (
    number_cell,
    ods,
    ods_row,
    table,
    text_cell,
    with_cells,
    xlsb,
    xlsx,
)

MORNING = datetime(2026, 11, 28, 6, 30, 15, tzinfo=UTC).replace(tzinfo=None)


def tree(payload: bytes, **options: str) -> Node:
    return reader("excel").read(payload, options)


def rows(payload: bytes, **options: str) -> list[dict[str, str | None]]:
    return [{cell.name: cell.value for cell in row.children} for row in tree(payload, **options).children]


def refusal(payload: bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        tree(payload, **options)
    assert caught.value.text
    assert caught.value.place
    return caught.value


def test_a_cell_is_placed_by_its_sheet_and_name() -> None:
    [_, row] = tree(table(["a", "b"], ["1", 2], [], ["3", 4])).children

    assert row.place == "sheet 'Stock' row 4"
    assert row.children[1].place == "sheet 'Stock' cell B4"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (12.5, "12.5"),
        (12, "12"),
        (-3850.25, "-3850.25"),
        (1e-7, "0.0000001"),
        (999_999_999_999_999, "999999999999999"),
        ("0012", "0012"),
        ("123456789012345678", "123456789012345678"),
        ("1e5", "1e5"),
        ("=1+1", "=1+1"),
        (True, "true"),
        (False, "false"),
    ],
)
def test_a_number_is_as_it_was_typed_and_a_text_stays_a_text(stored: Any, text: str) -> None:
    assert rows(table(["x"], [stored])) == [{"x": text}]


@pytest.mark.parametrize("number", [123456789012345678, 10**15, -(10**15), 1e300])
def test_a_code_kept_as_a_number_of_more_digits_than_a_cell_holds_is_a_fault_of_its_cell(
    number: float,
) -> None:
    [row] = tree(table(["code"], [number])).children
    [cell] = row.children

    assert (cell.kind, cell.value, cell.place) == ("fault", None, "sheet 'Stock' cell A2")
    assert "15 digits" in (cell.children[0].value or "")


@pytest.mark.parametrize("begins_1904", [False, True])
def test_dates_are_what_they_mean_in_both_calendars(begins_1904: bool) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
        formats = ("yyyy-mm-dd", "yyyy/m/d hh:mm", "hh:mm", "[h]:mm")
        day, moment, clock, hours = (book.add_format({"num_format": text}) for text in formats)
        sheet.write_row(0, 0, ["day", "moment", "clock", "hours"])
        sheet.write_datetime(1, 0, MORNING.replace(hour=0, minute=0, second=0), day)
        sheet.write_datetime(1, 1, MORNING, moment)
        sheet.write_number(1, 2, 0.25, clock)
        sheet.write_number(1, 3, 1.5, hours)

    assert rows(xlsx(fill, date_1904=begins_1904)) == [
        {"day": "2026-11-28", "moment": "2026-11-28T06:30:15", "clock": "06:00:00", "hours": "36:00:00"}
    ]


def test_errors_and_formulas_without_their_value_are_faults_and_kept_values_are_read() -> None:
    def fill(_book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.write_formula(1, 0, "=A9/0", None, "#DIV/0!")
        sheet.write_formula(1, 1, "=0.1+0.2", None, 0.1 + 0.2)
        sheet.write_formula(1, 2, "=B9", None, "")
        sheet.write_formula(1, 3, '="x"', None, "kept")

    [row] = tree(xlsx(fill)).children

    assert [(cell.kind, cell.value) for cell in row.children] == [
        ("fault", None),
        ("number", "0.3"),
        ("fault", None),
        ("text", "kept"),
    ]
    assert "#DIV/0!" in (row.children[0].children[0].value or "")
    assert "without its value" in (row.children[2].children[0].value or "")


def test_a_row_that_is_blank_but_for_an_error_is_a_row() -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>'

    assert [row.place for row in tree(with_cells(cells)).children] == ["sheet 'Stock' row 2"]


def test_blank_rows_are_passed_over_and_hidden_ones_if_asked() -> None:
    def fill(_book: xlsxwriter.Workbook, sheet: Any) -> None:
        for row, text in enumerate(["a", "1", "", "2", "3"]):
            sheet.write_string(row, 0, text)
        sheet.set_row(3, None, None, {"hidden": True})

    book = xlsx(fill)

    assert [row["a"] for row in rows(book)] == ["1", "2", "3"]
    assert [row["a"] for row in rows(book, hidden="skip")] == ["1", "3"]


def test_a_merged_cell_speaks_for_its_first_or_for_all() -> None:
    def fill(_book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row(0, 0, ["site", "lot"])
        sheet.merge_range("A2:A3", "WH-1")
        sheet.write_string("B2", "L1")
        sheet.write_string("B3", "L2")

    book = xlsx(fill)

    assert [row["site"] for row in rows(book)] == ["WH-1", None]
    assert [row["site"] for row in rows(book, merged="fill")] == ["WH-1", "WH-1"]


REPORT = table(["Stock list of WH-1"], [], ["批次", "数量"], ["L1", 2], ["L2", 3], ["合计：", 5])


@pytest.mark.parametrize("options", [{"header": "3"}, {"header_cells": "数量\n批次"}])
def test_a_header_below_a_title_is_found_by_number_or_by_its_cells(options: dict[str, str]) -> None:
    found = tree(REPORT, totals="合计\nTotal", **options)

    assert [row.name for row in found.children] == ["row", "row", "total"]
    assert [cell.name for cell in found.children[0].children] == ["批次", "数量"]
    assert found.children[2].children[1].value == "5"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"header": "no"}, ["A", "B"]),
        ({"header": "no", "columns": "lot\nqty"}, ["lot", "qty"]),
        ({"columns": "lot\nqty"}, ["lot", "qty"]),
        ({"columns": "lot"}, ["lot", "B"]),
    ],
)
def test_columns_may_be_named_by_the_mapping(options: dict[str, str], names: list[str]) -> None:
    assert list(rows(table(["x", "y"], ["1", "2"]), **options)[0]) == names


def two_sheets() -> bytes:
    def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_column(0, 0, ["a", "1"])
        more = book.add_worksheet("2025")
        more.write_column(0, 0, ["b", "2"])
        hidden = book.add_worksheet("Old")
        hidden.write_column(0, 0, ["c", "3"])
        hidden.hide()

    return xlsx(fill)


@pytest.mark.parametrize(
    ("sheet", "found"), [("1", "a"), ("Stock", "a"), ("2", "b"), ("2025", "b"), ("Old", "c"), ("3", "c")]
)
def test_a_sheet_is_chosen_by_name_or_by_number(sheet: str, found: str) -> None:
    assert list(rows(two_sheets(), sheet=sheet)[0]) == [found]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"sheet": "all"}, ["Stock", "2025", "Old"]),
        ({"sheet": "all", "hidden": "skip"}, ["Stock", "2025"]),
        ({"sheet": "Old\n1"}, ["Old", "Stock"]),
    ],
)
def test_several_sheets_are_a_workbook(options: dict[str, str], names: list[str]) -> None:
    found = tree(two_sheets(), **options)

    assert (found.name, [sheet.name for sheet in found.children]) == ("workbook", ["sheet"] * len(names))
    assert [sheet.children[0].value for sheet in found.children] == names
    assert [child.name for child in found.children[0].children] == ["@name", "row"]


BINARY = xlsb(
    [text_cell("lot"), text_cell("qty")],
    [text_cell("0012"), number_cell(12.5)],
    [text_cell("0013"), (3, b"\x2a")],
    [text_cell("0014"), number_cell(7)],
    hidden=4,
)
ERROR = (
    '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
    "<text:p>#N/A</text:p></table:table-cell>"
)
OPEN = ods(
    ods_row("lot", "qty")
    + ods_row("0012", 12.5)
    + ods_row("0013").replace("</table:table-row>", f"{ERROR}</table:table-row>")
    + ods_row("0014", 7, more=' table:visibility="collapse"')
    + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
)


@pytest.mark.parametrize("book", [workbooks.XLS, BINARY, OPEN], ids=["xls", "xlsb", "ods"])
def test_the_other_kinds_of_workbook_say_the_same(book: bytes) -> None:
    found = tree(book)
    lots = [
        (row.children[0].value, row.children[1].value, row.children[1].kind) for row in found.children[:3]
    ]

    assert lots == [("0012", "12.5", "number"), ("0013", None, "fault"), ("0014", "7", "number")]
    assert "#N/A" in (found.children[1].children[1].children[0].value or "")
    assert found.children[1].children[1].place == "sheet 'Stock' cell B3"
    assert "0014" not in [row["lot"] for row in rows(book, hidden="skip")]


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"sheet": "None"}, "excel.no_sheet"),
        ({"sheet": "4"}, "excel.no_sheet"),
        ({"header": "9"}, "excel.no_header"),
        ({"header_cells": "lot\nqty"}, "excel.no_header"),
        ({"columns": "x\nx"}, "excel.same_column"),
        ({"cells_max": "3"}, "excel.too_many"),
        ({"rows_max": "1"}, "excel.too_many"),
        ({"unpacked_max": "99"}, "excel.too_large"),
        ({"bytes_max": "9"}, "excel.too_large"),
    ],
)
def test_what_is_not_there_or_over_a_limit_is_refused(options: dict[str, str], cause: str) -> None:
    assert refusal(two_sheets(), **options).cause == cause


def test_two_columns_of_one_name_are_refused_with_their_row() -> None:
    assert refusal(table(["a", "a"])).place == "sheet 'Stock' row 1"


@pytest.mark.parametrize(
    "options",
    [
        {"header": "x"},
        {"header": "0"},
        {"header": "1", "header_cells": "a"},
        {"merged": "x"},
        {"hidden": "x"},
        {"rows_max": "0"},
        {"cells_max": "x"},
        {"unpacked_max": "x"},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        reader("excel").check(options)
