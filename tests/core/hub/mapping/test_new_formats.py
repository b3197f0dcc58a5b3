"""A new format is a reader and nothing more: the words of mappings stay what they are."""

from __future__ import annotations

from decimal import Decimal

from tests.core.hub.mapping.given import FACTS, raising
from tests.core.hub.mapping.toys import toy_mapping, toy_tree

FIXED = b"""
mapping: 1
reads:
  format: fixed
  records: ["H=no:1-5,day:5-13", "L=lot:1-4,qty:4-13", "T=rows:1-4,total:4-13"]
check:
  - {count: L, equals: number('T/rows')}
  - {sum: L, of: number(qty) / 1000, equals: number('T/total') / 1000}
documents:
  - type: wms.outbound.v1
    split: "*"
    carry: {head: name() == 'H'}
    where: name() == 'L'
    group by: $head/no
    identity: {number: outbound_no, as of: day}
    body:
      outbound_no: {from: $head/no, required: true}
      day: {from: $head/day, as: date, format: YYYYMMDD}
      lots:
        each: L
        fields:
          lot_no: lot
          quantity: {from: qty, as: quantity, times: "0.001", unit: {value: TNE}}
"""
FIXED_FILE = """\
HO00120261123
LA01 00001500
LB02 00002000
HO00220261124
LA01 00000250
T003 00003750
"""


def test_fixed_width_records_are_read_with_the_same_words() -> None:
    mapping = toy_mapping(FIXED)

    documents = mapping.read(toy_tree(mapping, FIXED_FILE), FACTS).documents

    assert [(document.number, document.revision) for document in documents] == [
        ("O001", "2026-11-23"),
        ("O002", "2026-11-24"),
    ]
    assert documents[0].body["lots"][1] == {
        "lot_no": "B02",
        "quantity": {"value": Decimal("2.000"), "unit": "TNE"},
    }


def test_a_fault_in_a_fixed_width_record_is_told_by_line_and_columns() -> None:
    mapping = toy_mapping(FIXED)

    day = raising(lambda: mapping.read(toy_tree(mapping, FIXED_FILE.replace("20261124", "20261131")), FACTS))
    lost = raising(lambda: mapping.read(toy_tree(mapping, FIXED_FILE.replace("LB02 00002000\n", "")), FACTS))

    assert day.place == "line 4 columns 6-13"
    assert "found 2, expected 3" in lost.text


SEGMENTS = b"""
mapping: 1
reads: {format: segments}
documents:
  - type: erp.order.v1
    split: "*"
    begin: name() == 'UNH'
    end: name() == 'UNZ'
    identity: {number: order_no, revision: {from: BGM/3.1, default: "9"}}
    check: [{count: LIN, equals: "number(text('CNT/1.2'))"}]
    body:
      order_no: {from: BGM/2.1, required: true}
      order_date: {pick: {from: DTM, where: {"1.1": "137"}, take: "1.2"}, as: date, format: YYYYMMDD}
      buyer: {pick: {from: NAD, where: {"1.1": BY}, take: "2.1"}, as: gln}
      contract: {pick: {from: RFF, where: {"1.1": CT}, take: "1.2"}}
      lines:
        each: "*"
        begin: name() == 'LIN'
        end: name() == 'UNS'
        fields:
          line_no: LIN/1.1
          sku: LIN/3.1
          quantity:
            pick: {from: QTY, where: {"1.1": "21"}, take: "1.2"}
            as: quantity
            unit: {pick: {from: QTY, where: {"1.1": "21"}, take: "1.3"}}
          price: {pick: {from: PRI, where: {"1.1": AAA}, take: "1.2"}, as: decimal}
"""
INTERCHANGE = """\
UNB+UNOC:3+A+B'
UNH+1+ORDERS'BGM+220+4711+9'DTM+137:20261123:102'DTM+2:20261201:102'NAD+BY+4012345000009'RFF+ON:X'RFF+CT:C1'
LIN+1++SKU1:SRV'QTY+21:12.5:TNE'PRI+AAA:3850.25'LIN+2++SKU2:SRV'QTY+21:3:H87'UNS+S'CNT+2:2'UNT+11+1'
UNH+2+ORDERS'BGM+220+4712'DTM+137:20261124:102'LIN+1++SKU3'QTY+21:1:H87'UNS+S'CNT+2:1'UNT+7+2'
UNZ+2+1'
"""


def test_segments_with_qualifiers_are_read_with_the_same_words() -> None:
    mapping = toy_mapping(SEGMENTS)

    first, second = mapping.read(toy_tree(mapping, INTERCHANGE), FACTS).documents

    assert first.body == {
        "order_no": "4711",
        "order_date": "2026-11-23",
        "buyer": "4012345000009",
        "contract": "C1",
        "lines": [
            {
                "line_no": "1",
                "sku": "SKU1",
                "quantity": {"value": Decimal("12.5"), "unit": "TNE"},
                "price": Decimal("3850.25"),
            },
            {"line_no": "2", "sku": "SKU2", "quantity": {"value": Decimal("3"), "unit": "H87"}},
        ],
    }
    assert (second.number, second.revision, len(second.body["lines"])) == ("4712", "9", 1)


def test_a_segment_is_the_source_of_each_field() -> None:
    mapping = toy_mapping(SEGMENTS)

    sources = mapping.trace(toy_tree(mapping, INTERCHANGE), FACTS).documents[0].sources

    assert sources["lines[1].quantity.value"] == "segment 13 QTY 1.2"
    assert sources["contract"] == "segment 8 RFF 1.2"
