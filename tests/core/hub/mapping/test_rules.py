"""From units to documents: split, where, group by, carry, begin and end, choose."""

from __future__ import annotations

from textwrap import dedent

import pytest

from adapters.formats import load_mapping
from core.hub.mapping import Mapping
from tests.core.hub.mapping.given import bodies, raising, read

SLIPS = """kind,no,day,lot,qty
H,O1,2026-11-23,,
L,,,A,1
L,,,B,2
H,O2,2026-11-24,,
L,,,A,3
T,,,,6
"""


def rule(text: str, reads: str = "{format: csv}", more: str = "") -> Mapping:
    body = dedent(text).strip().replace("\n", "\n    ")
    head = f"mapping: 1\nreads: {reads}\n{more}\ndocuments:\n  - type: test.document.v1\n    "
    return load_mapping(
        f"{head}identity: {{number: no, content: true}}\n    {body}\n".encode(),
        "acme/in/test.yaml",
        types=None,
    )


def test_rows_with_the_same_values_become_one_document_in_the_order_they_came() -> None:
    mapping = rule("""
        split: row
        group by: [no, day]
        body:
          no: {from: row/no}
          lots: {each: row, item: {from: lot}}
    """)

    found = bodies(mapping, "no,day,lot\nO2,1,A\nO1,1,B\nO2,1,C\nO2,2,D\n")

    assert found == [
        {"no": "O2", "lots": ["A", "C"]},
        {"no": "O1", "lots": ["B"]},
        {"no": "O2", "lots": ["D"]},
    ]


def test_a_group_whose_rows_contradict_each_other_is_refused() -> None:
    mapping = rule("""
        split: row
        group by: no
        body: {no: {from: row/no}, day: {from: row/day}}
    """)

    error = raising(lambda: read(mapping, "no,day\nO1,1\nO1,2\n"))

    assert error.cause.startswith("map.several@")
    assert "row 2 column day and row 3 column day" in error.text


def test_a_row_without_a_value_to_group_by_is_refused() -> None:
    mapping = rule("""
        split: row
        group by: no
        body: {no: {from: row/no}}
    """)

    error = raising(lambda: read(mapping, "no,day\n ,1\n"))

    assert (error.cause.split("@")[0], error.place) == ("map.group_key", "row 2")


def test_header_records_are_carried_down_to_their_lines() -> None:
    mapping = rule("""
        split: row
        carry: {head: {kind: H}}
        where: kind == 'L'
        group by: $head/no
        body:
          no: {from: $head/no}
          day: {from: $head/day, as: date}
          lots: {each: row, fields: {lot: lot, qty: {from: qty, as: integer}}}
    """)

    assert bodies(mapping, SLIPS) == [
        {"no": "O1", "day": "2026-11-23", "lots": [{"lot": "A", "qty": 1}, {"lot": "B", "qty": 2}]},
        {"no": "O2", "day": "2026-11-24", "lots": [{"lot": "A", "qty": 3}]},
    ]


def test_units_may_begin_at_one_record_and_end_before_another() -> None:
    mapping = rule("""
        split: row
        begin: kind == 'H'
        end: kind == 'T'
        body:
          no: {from: "row[1]/no"}
          kinds: {each: row, item: {from: kind}}
    """)

    found = bodies(mapping, SLIPS.replace("qty\n", "qty\nX,0,,,\n") + "L,9,,,\n")

    assert found == [{"no": "O1", "kinds": ["H", "L", "L"]}, {"no": "O2", "kinds": ["H", "L"]}]


def test_the_first_choice_that_fits_makes_the_document() -> None:
    text = """
        mapping: 1
        reads: {format: json}
        documents:
          - split: events
            choose:
              - when: step in ('receiving', 'storing')
                type: wms.inbound.v1
                identity: {number: no, content: true}
                body: {no: id}
              - when: {step: shipping}
                type: wms.outbound.v1
                identity: {number: no, content: true}
                body: {no: id}
              - type: noted.event.v1
                identity: {number: no, content: true}
                body: {no: id, step: step}
    """
    mapping = load_mapping(dedent(text).encode(), "acme/in/test.yaml", types=None)
    events = [{"id": str(index), "step": step} for index, step in enumerate(("storing", "shipping", "odd"))]

    import msgspec

    found = read(mapping, msgspec.json.encode({"events": events})).documents

    assert [document.type for document in found] == ["wms.inbound.v1", "wms.outbound.v1", "noted.event.v1"]
    assert mapping.types == ("wms.inbound.v1", "wms.outbound.v1", "noted.event.v1")


def test_a_unit_that_no_choice_fits_is_refused_not_passed_over() -> None:
    text = """
        mapping: 1
        reads: {format: json}
        documents:
          - choose:
              - {when: "a == '1'", type: t.v1, identity: {number: no, content: true}, body: {no: a}}
    """
    mapping = load_mapping(dedent(text).encode(), "acme/in/test.yaml", types=None)

    assert raising(lambda: read(mapping, '{"a": 2}')).cause == "map.no_choice@acme/in/test.yaml:5"


def test_several_rules_read_one_input() -> None:
    text = """
        mapping: 1
        reads: {format: json}
        documents:
          - {split: a, type: a.v1, identity: {number: no, content: true}, body: {no: n}}
          - {split: b, type: b.v1, when: n != '0', identity: {number: no, content: true}, body: {no: n}}
    """
    mapping = load_mapping(dedent(text).encode(), "acme/in/test.yaml", types=None)

    found = read(mapping, '{"a": [{"n": 1}], "b": [{"n": 0}, {"n": 2}]}').documents

    assert [(document.type, document.number) for document in found] == [("a.v1", "1"), ("b.v1", "2")]


def test_an_input_without_documents_is_refused_unless_it_may_be_empty() -> None:
    text = "split: row\nbody: {no: no}"

    assert raising(lambda: read(rule(text), "no,day\n")).cause.startswith("map.no_documents@")
    assert read(rule(text, more="may be empty: true"), "no,day\n").documents == ()


BAD = "no,qty\nO1,1\nO2,x\nO3\nO4,4\n"
LENIENT = """
    split: row
    body: {no: no, qty: {from: qty, as: integer, required: true}}
"""


def test_one_bad_unit_refuses_the_file_where_the_file_is_the_unit() -> None:
    mapping = rule(LENIENT, reads="{format: csv, ragged: short}")

    assert raising(lambda: read(mapping, BAD)).place == "row 3 column qty"


def test_one_bad_unit_sinks_no_other_where_each_document_is_its_own() -> None:
    mapping = rule(LENIENT, reads="{format: csv, ragged: mark}", more="unit: document")

    reading = read(mapping, BAD)

    assert [document.number for document in reading.documents] == ["O1", "O4"]
    assert [(problem.kind, problem.place, problem.code.split("@")[0]) for problem in reading.problems] == [
        ("refused", "row 3 column qty", "map.integer"),
        ("refused", "row 4", "map.bad_unit"),
    ]


def test_a_condition_that_cannot_be_judged_refuses_its_row_only() -> None:
    mapping = rule(
        "split: row\nwhere: number(qty) > 0\nbody: {no: no}", reads="{format: csv}", more="unit: document"
    )

    reading = read(mapping, "no,qty\nO1,1\nO2,x\nO3,0\n")

    assert [document.number for document in reading.documents] == ["O1"]
    assert [problem.place for problem in reading.problems] == ["row 3"]


@pytest.mark.parametrize("order", [SLIPS, SLIPS.replace("\n", "\r\n")])
def test_the_same_input_gives_the_same_reading(order: str) -> None:
    mapping = rule("split: row\nwhere: {kind: [H, L]}\nbody: {no: {from: [no, lot]}}")

    assert read(mapping, order) == read(mapping, order)
