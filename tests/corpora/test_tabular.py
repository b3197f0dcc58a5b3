"""K-P1, K-P2, K-P7, K-H5, K-D3: daily files, dialects and flat IDocs nobody here wrote, exact to the cent."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.formats import load_mapping, reader, understand
from core.hub.mapping import Facts, Reading
from tests.adapters.formats.test_excel import rows as rows_of
from tests.adapters.formats.workbooks import table

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
DAYS = sorted((CORPORA / "erp" / "online-retail-daily" / "by-day").glob("*.csv"))
IDOCS = sorted((CORPORA / "edi").rglob("*.idoc"))
FACTS = Facts(issuer="retail", source="drops", site="HQ", zone="Europe/London", name="day.csv")
SALES = """
mapping: 1
reads: {format: FORMAT, ENCODING}
unit: document
documents:
  - type: sale.v1
    split: row
    identity: {number: row_no, content: true}
    body:
      row_no: {expr: "concat(InvoiceNo, '/', StockCode)", required: true}
      buyer: {from: CustomerID, required: true}
      name: {from: Description, required: true}
      quantity: {from: Quantity, as: decimal, QUANTITY}
      price: {from: UnitPrice, as: decimal, required: true}
      net: {expr: "number('Quantity') * number('UnitPrice')"}
      at: {from: InvoiceDate, as: datetime, format: "YYYY-MM-DD HH:mm:ss"}
"""


def taken(
    payload: bytes, encoding: str = "encoding: utf-8", quantity: str = "required: true", form: str = "csv"
) -> Reading:
    said = SALES.replace("ENCODING", encoding).replace("QUANTITY", quantity).replace("FORMAT", form)
    if "null" in quantity:
        said = "\n".join(line for line in said.split("\n") if " net:" not in line)
    return understand(load_mapping(said.encode(), "retail/in/sales.yaml", types=None), payload, FACTS)


def said_by(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.stem)
def test_a_days_rows_its_net_value_and_its_rejects_are_exact(day: Path) -> None:
    said = said_by(day)
    whole = [bool(row["CustomerID"].strip() and row["Description"].strip()) for row in said]

    found = taken(day.read_bytes())

    assert len(found.documents) == sum(whole)
    assert sum(Decimal(str(document.body["net"])) for document in found.documents) == sum(
        Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
        for row, kept in zip(said, whole, strict=True)
        if kept
    )
    refused = [row for row, kept in enumerate(whole, 2) if not kept]
    assert [problem.place.split(" column ")[0] for problem in found.problems] == [
        f"row {row}" for row in refused
    ]
    _note(day.name, len(said), len(found.documents), len(found.problems))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_copies_in_other_encodings_map_the_same(encoding: str) -> None:
    text = DAYS[0].read_text(encoding="utf-8").replace("UNITED", "联合")
    ours = "encoding: detect, encodings: [utf-8, gb18030]"

    copy, plain = taken(text.encode(encoding), ours), taken(text.encode())

    assert [document.body for document in copy.documents] == [document.body for document in plain.documents]


def test_a_copy_as_a_workbook_says_the_same() -> None:
    said = said_by(DAYS[0])[:500]
    numbers = {"Quantity": int, "UnitPrice": float}
    cells: list[list[Any]] = [list(said[0])]
    cells += [[numbers.get(name, str)(text) for name, text in row.items()] for row in said]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([list(said[0]), *(list(row.values()) for row in said)])

    book, plain = taken(table(*cells), 'sheet: "1"', form="excel"), taken(out.getvalue().encode())

    assert [_body(document.body) for document in book.documents] == [
        _body(one.body) for one in plain.documents
    ]


def _body(body: dict[str, Any]) -> dict[str, Any]:
    """A sheet does not keep that a price was written 3.50."""
    return {name: Decimal(str(value)) if name in {"price", "net"} else value for name, value in body.items()}


def test_text_in_a_number_cell_is_null_with_a_reason_and_never_0() -> None:
    lines = DAYS[0].read_text(encoding="utf-8").split("\n")
    lines[1] = lines[1].replace(",6,", ",six,", 1)

    refused = taken("\n".join(lines[:2]).encode() + b"\n" + lines[2].encode())
    document = taken("\n".join(lines[:2]).encode(), quantity="on error: null").documents[0]

    assert [problem.place for problem in refused.problems] == ["row 2 column Quantity"]
    assert "quantity" not in document.body
    assert "'six'" in document.flags[0].text
    assert document.flags[0].place == "row 2 column Quantity"


@pytest.mark.parametrize("path", IDOCS, ids=lambda path: path.stem)
def test_every_flat_idoc_is_read_to_its_last_segment(path: Path) -> None:
    payload = path.read_bytes()
    tree = reader("idoc").read(payload, {"encoding": "windows-1252"})
    segments = [line for line in payload.decode("windows-1252").split("\n") if line[1:2] == "2"]

    def count(node: Any) -> int:
        return sum(count(child) + child.name.startswith(("E1", "Z1")) for child in node.children)

    assert count(tree) == len(segments)
    _note(path.name, len(segments), count(tree), 0)


def test_every_plain_table_of_the_csv_corpus_reads_the_same_out_of_a_workbook() -> None:
    for path in sorted((CORPORA / "hostile" / "csv-spectrum" / "csvs").glob("simple*.csv")):
        cells = list(csv.reader(path.read_text().splitlines()))
        found = rows_of(table(*cells))

        assert [list(row.values()) for row in found] == cells[1:]


def _note(name: str, *counts: int) -> None:
    """A line of the table of counts, where a run keeps what it wrote."""
    folder = ROOT / "test-output"
    if folder.is_dir():
        with (folder / "tabular-counts.md").open("a", encoding="utf-8") as file:
            file.write(f"| {name} | {' | '.join(map(str, counts))} |\n")
