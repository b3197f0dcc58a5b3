"""What goes out: canonical bodies as the documents partners take, exact, or refused."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest

from adapters.formats import bundle, load_writing, load_writing_bundle, write
from core.hub.mapping import Facts, Writing
from tests.core.hub.mapping.given import raising

FACTS = Facts(issuer="us", zone="Asia/Shanghai")
ORDER: dict[str, Any] = {
    "order_no": "R1",
    "valid_from": "2026-11-23T00:15:00+00:00",
    "day": "2026-11-23",
    "urgent": True,
    "lots": [
        {"lot_no": "L1", "quantity": {"value": "1200.5", "unit": "TNE"}},
        {"lot_no": "=2+3", "quantity": {"value": Decimal("3"), "unit": "H87"}},
    ],
}


def writing(writes: str, fields: str, more: str = "") -> Writing:
    head = (
        f"mapping: 1\nwrites: {writes}\ntakes: wms.release_order.v1\n{dedent(more)}\ntree:\n  name: Release\n"
    )
    body = "\n".join("    " + line for line in dedent(fields).strip().splitlines())
    return load_writing(f"{head}  fields:\n{body}\n".encode(), "acme/out/release.yaml")


LINES = """
    row:
      each: lots
      fields:
        no: /order_no
        lot: lot_no
        qty: {from: quantity/value, as: decimal, places: 2, group sign: ","}
        unit: {from: quantity/unit, table: units, reversed: true}
"""
UNITS = "tables: {units: {吨: TNE, 件: H87}}"


def test_a_list_becomes_rows_of_csv_in_the_encoding_of_the_partner() -> None:
    made = write(writing("{format: csv, encoding: gbk}", LINES, UNITS), ORDER, FACTS)

    assert made.decode("gbk") == 'no,lot,qty,unit\r\nR1,L1,"1,200.50",吨\r\nR1,=2+3,3.00,件\r\n'


def test_a_cell_that_a_spreadsheet_would_run_is_neutralized_where_a_person_opens_it() -> None:
    made = write(writing("{format: csv, formulas: neutralize, newline: lf}", LINES, UNITS), ORDER, FACTS)

    assert made.decode().splitlines()[2] == "R1,'=2+3,3.00,件"


def test_objects_attributes_and_namespaces_become_xml() -> None:
    fields = """
        "@version": {value: "1"}
        "cbc:ID": order_no
        "cac:Line":
          each: lots
          fields: {"cbc:Quantity": {fields: {"@unitCode": quantity/unit, "#text": quantity/value}}}
    """
    options = "{format: xml, namespace: urn:r, namespaces: [cac=urn:a, cbc=urn:b], declaration: false}"

    made = write(writing(options, fields), ORDER, FACTS).decode()

    assert made == (
        '<Release xmlns="urn:r" xmlns:cac="urn:a" xmlns:cbc="urn:b" version="1"><cbc:ID>R1</cbc:ID>'
        '<cac:Line><cbc:Quantity unitCode="TNE">1200.5</cbc:Quantity></cac:Line>'
        '<cac:Line><cbc:Quantity unitCode="H87">3</cbc:Quantity></cac:Line></Release>'
    )


def test_numbers_and_truth_values_are_those_of_json_and_a_list_of_one_stays_a_list() -> None:
    fields = """
        no: order_no
        urgent: {from: urgent, as: boolean}
        lots: {each: lots, where: lot_no == 'L1', fields: {q: {from: quantity/value, as: number}}}
        none: missing
    """

    made = write(writing("{format: json}", fields), {**ORDER, "lots": ORDER["lots"][:1]}, FACTS)

    assert made == b'{"no":"R1","urgent":true,"lots":[{"q":1200.5}]}'


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("{from: valid_from, as: datetime, format: YYYYMMDDHHmmss}", "20261123081500"),
        (
            "{from: valid_from, as: datetime, zone: Europe/Berlin, format: \"DD.MM.YY HH 'h' mm Z\"}",
            "23.11.26 01 h 15 +01:00",
        ),
        ("{from: valid_from, as: datetime}", "2026-11-23T08:15:00+08:00"),
        ("{from: day, as: date, format: YYYY年MM月DD日}", "2026年11月23日"),
        ("{from: day, as: date, format: DD-MMM-YYYY}", "23-Nov-2026"),
        ("{from: urgent, as: boolean, yes: 急, no: ''}", "急"),
        ("{from: order_no, pad: 5, pad with: '0'}", "000R1"),
        ("{from: order_no, pad: 4}", "R1  "),
        ("{value: '1234.5', as: decimal, decimal sign: ',', group sign: '.', places: 2}", "1.234,50"),
        ("{value: '2.675', as: decimal, places: 2, rounding: half_up}", "2.68"),
        ("{value: '3.5', as: decimal, times: '10000', places: 0}", "35000"),
        ("{expr: \"concat(order_no, '/', count('lots'))\"}", "R1/2"),
    ],
)
def test_a_value_is_shown_the_way_the_partner_writes_it(field: str, shown: str) -> None:
    made = write(
        writing("{format: csv, header: no, newline: lf}", f"row: {{fields: {{x: {field}}}}}"), ORDER, FACTS
    )

    assert made.decode().rstrip("\n").strip('"') == shown.strip('"')


@pytest.mark.parametrize(
    ("field", "cause"),
    [
        ("{value: '2.675', as: decimal, places: 2}", "mapping.invalid@acme/out/release.yaml"),
        ("{from: lots/quantity/value, as: decimal}", "map.several@acme/out/release.yaml:8"),
        ("{from: 'lots[1]/quantity/value', as: decimal, places: 0}", "map.not_exact@acme/out/release.yaml:8"),
        ("{from: order_no, as: date}", "map.date@acme/out/release.yaml:8"),
        ("{from: day, as: datetime}", "map.no_zone@acme/out/release.yaml:8"),
        ("{from: missing, required: true}", "map.required@acme/out/release.yaml:8"),
        ("{from: order_no, as: decimal, on error: null}", "map.decimal@acme/out/release.yaml:8"),
    ],
)
def test_what_cannot_be_written_as_the_partner_wants_it_is_refused(field: str, cause: str) -> None:
    def attempt() -> bytes:
        return write(writing("{format: csv}", f"row: {{fields: {{x: {field}}}}}"), ORDER, FACTS)

    assert raising(attempt).cause == cause


def test_the_file_is_named_by_the_mapping_and_never_a_path() -> None:
    named = writing("{format: csv}", LINES, UNITS + "\nfile: {expr: \"concat('RO_', order_no, '.csv')\"}")

    assert named.file_name(ORDER, FACTS) == "RO_R1.csv"
    assert raising(lambda: named.file_name({**ORDER, "order_no": "../x"}, FACTS)).cause.startswith(
        "map.file_name@"
    )
    assert writing("{format: csv}", LINES, UNITS).file_name(ORDER, FACTS) == ""


def test_totals_are_checked_before_anything_leaves() -> None:
    checked = writing("{format: csv}", LINES, UNITS + "\ncheck: [{count: lots, equals: '3'}]")

    assert raising(lambda: write(checked, ORDER, FACTS)).cause.startswith("map.check@acme/out/release.yaml:")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "mapping: 1\nwrites: {format: cvs}\ntakes: a\ntree: {fields: {a: b}}\n",
            "'cvs' is no format written here",
        ),
        (
            "mapping: 1\nwrites: {format: csv, bom: maybe}\ntakes: a\ntree: {fields: {a: b}}\n",
            "bom is 'maybe'",
        ),
        ("mapping: 1\nwrites: {format: csv}\ntree: {fields: {a: b}}\n", "`takes`"),
        ("mapping: 1\nwrites: {format: csv}\ntakes: a\n", "say what is written"),
        (
            "mapping: 1\nwrites: {format: csv}\ntakes: a\ntree: {fields: {a: {from: b, as: money}}}\n",
            "'money' is no kind",
        ),
        (
            "mapping: 1\nwrites: {format: csv}\ntakes: a\nreads: {}\ntree: {fields: {a: b}}\n",
            "'reads' is no word",
        ),
        (
            "mapping: 1\nwrites: {format: csv}\ntakes: a\n"
            "tree: {fields: {a: {fact: b, format: Q, as: date}}}\n",
            "quote",
        ),
    ],
)
def test_a_mapping_that_cannot_write_is_refused_with_its_faults(text: str, told: str) -> None:
    error = raising(lambda: load_writing(text.encode(), "acme/out/x.yaml"))

    assert error.cause == "mapping.invalid@acme/out/x.yaml"
    assert told in error.text


def test_what_writes_is_published_like_what_reads() -> None:
    text = b"mapping: 1\nwrites: {format: json}\ntakes: a.v1\ntree: {fields: {n: no}}\n"

    again = load_writing_bundle(bundle(text, "acme/out/a.yaml"))

    assert write(again, {"no": "1"}, FACTS) == b'{"n":"1"}'
    assert again.hash == load_writing(text, "acme/out/b.yaml").hash
