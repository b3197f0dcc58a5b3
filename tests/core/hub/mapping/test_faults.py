"""A mapping with anything unknown or ill-typed is refused, with every fault, its line and its column."""

from __future__ import annotations

import pytest

from adapters.formats import load_mapping
from tests.core.hub.mapping.given import mapping_of, raising, read

GOOD = """\
mapping: 1
reads: {format: csv, delimiter: ";"}
tables: {units: {t: TNE}}
documents:
  - type: wms.outbound.v1
    split: row
    identity: {number: no, content: true}
    body:
      no: {from: a, required: true}
      qty: {from: q, as: quantity, unit: {from: u, table: units}}
"""


def faults(text: str) -> str:
    error = raising(lambda: load_mapping(text.encode(), "acme/in/test.yaml", types=None))
    assert error.cause == "mapping.invalid@acme/in/test.yaml"
    return str(error.text)


def test_a_good_mapping_has_none() -> None:
    assert load_mapping(GOOD.encode(), "acme/in/test.yaml", types=None).types == ("wms.outbound.v1",)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("mapping: 1", "mapping: 2", "line 1 column 1: begin with `mapping: 1`"),
        ("format: csv", "format: cvs", "line 2 column 1: 'cvs' is no format"),
        (
            "delimiter",
            "delimeter",
            "line 2 column 22: 'delimeter' is no option of csv here; did you mean 'delimiter'?",
        ),
        ('";"', '";;"', "line 2 column 1: delimiter is ';;'"),
        ("{t: TNE}", "{t: [TNE]}", "line 3 column 10: 't' in the table units has no code"),
        ("split: row", "splt: row", "line 6 column 5: 'splt' is no word here; did you mean 'split'?"),
        ("split: row", "split: row/", "line 6 column 5: expected a path"),
        ("split: row", "split: row\n    end: a == 1", "`end` needs `begin`"),
        ("split: row", "split: row\n    group by: a\n    begin: a == 1", "exclude each other"),
        ("split: row", "split: row\n    carry: head", "give names and conditions"),
        ("split: row", "split: row\n    keys: [qty.x, nix]", "'nix' is no field of this document"),
        ("split: row", "split: row\n    when: [a]", "give a condition"),
        ("split: row", "split: row\n    check: {count: a}", "give a list of checks"),
        ("split: row", "split: row\n    check: [{count: a}]", "a check is one of"),
        ("split: row", "split: row\n    check: [{sum: a, equals: b, tolerance: x}]", "expected a number"),
        ("number: no", "number: nr", "line 7 column 16: 'nr' is no field of this document"),
        (
            "required: true",
            "required: yes",
            "line 9 column 21: 'required' is the value 'yes'; give true or false",
        ),
        ("required: true", "required: true, default: x", "`required` excludes"),
        ("from: a, ", "from: $x/a, ", "'x' is no variable here"),
        ("from: a, ", "form: a, ", "a field says exactly one of"),
        ("from: a, ", "from: a, value: 1, ", "this one says from and value"),
        ("as: quantity", "as: quantitty", "'quantitty' is no kind here; did you mean 'quantity'?"),
        ("unit: {from: u, table: units}", "units: u", "'units' is no word here"),
        (", unit: {from: u, table: units}", "", "quantity needs `unit`"),
        ("table: units", "table: unit", "'unit' is no table here; did you mean 'units'?"),
        ("from: q, ", "from: q, decimal sign: ',,', ", "the decimal sign is one sign"),
        ("from: q, ", "from: q, on error: zero, ", "'zero' is no on error here (known: null, refuse)"),
        ("no: {from: a, required: true}", "no: [a]", "give a path, or an object"),
        ("no: {from: a, required: true}", "no: {from: a, as: date, format: YYY}", "expected parts from YYYY"),
        ("no: {from: a, required: true}", "no: {from: a, as: datetime, zone: Mars}", "expected an IANA zone"),
        ("no: {from: a, required: true}", "no: {each: a}", "a list says `fields`"),
        ("no: {from: a, required: true}", "no: {fields: {x: y}, needs: z}", "'z' is no field here"),
        ("no: {from: a, required: true}", "no: {pick: {from: a}}", "pick needs"),
        ("no: {from: a, required: true}", "no: {value: x, as: decimal}", "'x' does not fit"),
        ("no: {from: a, required: true}", "no: {expr: a ** 2}", "expected + - * / or %"),
        ("type: wms.outbound.v1", "about: nothing", "a document needs type"),
        ("documents:", "document:", "a mapping needs `documents`"),
    ],
)
def test_each_fault_is_told_with_its_place(right: str, wrong: str, told: str) -> None:
    assert right in GOOD

    assert told in faults(GOOD.replace(right, wrong, 1))


def test_all_faults_are_told_at_once() -> None:
    told = faults(GOOD.replace("split", "splt").replace("quantity", "qty").replace("from: a", "fro: a"))

    assert [line.split(": ")[0] for line in told.splitlines()] == [
        "acme/in/test.yaml line 6 column 5",
        "acme/in/test.yaml line 9 column 7",
        "acme/in/test.yaml line 10 column 22",
        "acme/in/test.yaml line 10 column 31",
    ]


def test_a_mapping_that_is_no_yaml_is_refused_with_its_place() -> None:
    told = faults(GOOD.replace("{t: TNE}", "{t: TNE"))

    assert told.startswith("acme/in/test.yaml line 4 column")


@pytest.mark.parametrize("text", ["", "[]", "mapping", "mapping: 1", "1: 2"])
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize("sent", ["x", "y", "12,5"])
def test_a_cause_names_the_line_and_not_the_value(sent: str) -> None:
    mapping = mapping_of("x: {from: a, as: decimal}")

    error = raising(lambda: read(mapping, f'{{"a": "{sent}"}}'))

    assert error.cause == "map.decimal@acme/in/test.yaml:10"
