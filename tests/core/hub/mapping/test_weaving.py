"""What is woven into one function says what the closures of the fields say, word for word."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapters.formats import writer
from core.hub.mapping import Mapping
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import FACTS, mapping_of, tree_of

FIELDS = """
a: {from: a, required: true}
b: b
c: {from: c, as: decimal}
d: {from: d, as: decimal, required: true}
e: {from: e, as: date}
f: {from: f, as: date, format: [YYYYMMDD, iso]}
g: {from: g, as: integer}
h: {from: h, as: boolean, on error: "null"}
i: {from: i, table: units}
j: {from: j, one of: [x, y], default: x}
k: {from: k, as: quantity, unit: {from: unit, table: units}}
l: {from: l, as: money, currency: {value: CNY}}
m: {from: m, as: quantity, unit: unit}
n: {from: n, as: datetime}
o: {from: o, as: decimal, decimal sign: ",", when: b == 'x'}
p: {fields: {q: {from: q, as: decimal}, r: r}, needs: q}
s: {first of: [{from: s, as: decimal, on error: "null"}, {from: b}]}
t: {value: "7", as: integer}
"""
NAMES = [*"abcdefghijklmnoqrs", "unit"]
TEXTS = [
    *("", " ", "x", " y ", "t", "KGM", "0", "-0", "12.50", "+3", "1e3", ".5", "5.", ".", "１２", "²", "1_0"),
    *("2026-11-23", "2026-02-30", "20261123", "2026-11-23T10:00:00Z", "2026-W01-1", "true", "1", "1,5"),
    *("1.2.3", "NaN", "x" * 4001, "9" * 40),
]  # fmt: skip
MORE = """
unit: document
tables: {units: {t: TNE, kg: KGM, x: nonsense}}
"""
RULE = "split: row"


def said(mapping: Mapping, tree: Node, way: str) -> Any:
    """All that a mapping makes of a tree in one of its two ways."""
    try:
        reading = getattr(mapping, way)(tree, FACTS)
    except Unreadable as error:
        return error.text, error.cause, error.place
    bodies = [(one.body, one.number, one.revision, one.flags, one.unit) for one in reading.documents]
    return bodies, [(one.text, one.code, one.place) for one in reading.problems]


def as_csv(rows: list[dict[str, str | None]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    names = [name for name in NAMES if any(name in row for row in rows)]
    writer.writerows([names, *[[row.get(name) or "" for name in names] for row in rows]])
    return text.getvalue().encode()


def as_json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({"row": rows}).encode()


CELLS = some.sampled_from(TEXTS)
ROWS = some.lists(some.dictionaries(some.sampled_from(NAMES), CELLS, min_size=6), min_size=1, max_size=4)
VALUES = some.one_of(
    CELLS, some.none(), some.just([]), some.just(["x", "x"]), some.just({"z": 1}), some.just(7)
)
RECORDS = some.lists(some.dictionaries(some.sampled_from(NAMES), VALUES), min_size=1, max_size=4)
GOOD = {"a": "x", "d": "1", "m": "2", "unit": "t"}


@pytest.fixture(scope="module")
def mappings() -> dict[str, Mapping]:
    return {
        form: mapping_of(FIELDS, reads=f"{{format: {form}}}", more=MORE, rule=RULE)
        for form in ("csv", "json")
    }


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, good=some.booleans())
def test_of_any_rows_both_ways_say_the_same(
    mappings: dict[str, Mapping], rows: list[dict[str, str | None]], good: bool
) -> None:
    sent = as_csv([{**GOOD, **row} if good else row for row in rows])
    tree = tree_of(mappings["csv"], sent)

    assert said(mappings["csv"], tree, "read") == said(mappings["csv"], tree, "trace")


@settings(max_examples=150, deadline=None)
@given(rows=RECORDS, good=some.booleans())
def test_of_any_records_both_ways_say_the_same(
    mappings: dict[str, Mapping], rows: list[dict[str, Any]], good: bool
) -> None:
    tree = tree_of(mappings["json"], as_json([{**row, **GOOD} if good else row for row in rows]))

    assert said(mappings["json"], tree, "read") == said(mappings["json"], tree, "trace")


def test_a_pick_opens_lists_in_lists() -> None:
    mapping = mapping_of("x: {pick: {from: l/v, where: {q: A}, take: n, first: true}}")
    tree = tree_of(mapping, '{"l": [[{"v": {"q": "A", "n": "1"}}], {"v": {"q": "B", "n": "2"}}]}')

    assert said(mapping, tree, "read") == said(mapping, tree, "trace")
    assert mapping.read(tree, FACTS).documents[0].body["x"] == "1"


def test_columns_of_one_name_are_read_as_closures_read_them(mappings: dict[str, Mapping]) -> None:
    mapping = mapping_of("b: b\nc: c1", reads="{format: csv, ragged: allow, columns: [b, c2]}", rule=RULE)
    tree = tree_of(mapping, "b,c2\n1,2\n1,2,3\n")

    assert said(mapping, tree, "read") == said(mapping, tree, "trace")


GROUPED = """
b: {from: row/b, required: true}
c: {from: row/c, as: decimal, on error: "null"}
u: "row[1]/unit"
lines: {each: row, where: d != '0', fields: {d: {from: d, as: decimal}, a: a, e: {from: [e, f]}}}
"""
GROUPS = """
split: row
where: a == 'x' or a == 't'
group by: [b, unit]
"""


@cache
def grouped(form: str) -> Mapping:
    return mapping_of(GROUPED, reads=f"{{format: {form}}}", more="unit: document", rule=GROUPS)


@settings(max_examples=100, deadline=None)
@given(rows=some.lists(some.dictionaries(some.sampled_from("abcde"), CELLS), min_size=1, max_size=6))
@pytest.mark.parametrize("form", ["csv", "excel", "xml"])
def test_of_any_groups_both_ways_say_the_same(form: str, rows: list[dict[str, str]]) -> None:
    mapping = grouped(form)
    cells = [{"a": "x", "b": "1", "c": "", "d": "2", "e": "", "unit": "t", **row} for row in rows]
    nodes = [Node("row", None, tuple(Node(*cell) for cell in each.items())) for each in cells]
    tree = tree_of(mapping, writer(form).write(Node("table", None, tuple(nodes)), {}))

    assert said(mapping, tree, "read") == said(mapping, tree, "trace")


SEGMENTS = """
a: LIN/a
b: {from: [LIN/b, "PRI[1]/b", x]}
c:
  first of:
    - {pick: {from: PRI, where: {q: A}, take: v/a, first: true}, as: decimal, when: exists(cur)}
    - {pick: {from: PRI, where: {q: [B, ""]}, take: b}}
d:
  pick: {from: PRI/v, where: {a: "1"}, take: b}
  as: quantity
  unit: {from: "PRI[last]/b", default: C62}
  on error: "null"
e: {from: "$head/BGM/a", when: "exists('PRI') and text('LIN/a') != 'A'"}
f: {expr: "count('PRI', text('q') in ('A', 'B'))"}
g: {pick: {from: "$head/BGM", where: {q: A}, take: q}}
h: {from: "PRI[1]/v[1]/a", as: decimal, decimal sign: ".,"}
i: {from: /s/BGM/q, on error: "null"}
"""
SPLIT = """
split: s
let:
  head: {node: "*", end: name() == 'LIN'}
  cur: {from: "$head/BGM[1]/a"}
"""
LEAVES = some.sampled_from(["A", "B", "", "1", "2.5", "1,5", None])
PARTS = some.one_of(LEAVES, some.lists(some.tuples(some.sampled_from("ab"), LEAVES), max_size=3))
SEGMENT = some.lists(some.tuples(some.sampled_from("abqqvv"), PARTS), max_size=5)
NAMED = some.tuples(some.sampled_from(["BGM", "LIN", "PRI", "PRI", "x"]), SEGMENT)


def element(name: str, said: Any) -> str:
    inner = "".join(element(*each) for each in said) if isinstance(said, list) else said or ""
    return f"<{name}>{inner}</{name}>"


@pytest.fixture(scope="module")
def segmented() -> Mapping:
    ends = "end: name() == 'x', fields: {z: LIN/a}"
    body = f"lines: {{each: '*', begin: name() == 'LIN', {ends}}}"
    each = "l:\n  each: '*'\n  begin: name() in ('LIN', 'BGM')\n  fields:\n"
    return mapping_of(
        f"{body}\n{each}{indent(SEGMENTS.strip(), ' ' * 4)}",
        reads="{format: xml}", rule=SPLIT, more="unit: document",
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(segments=some.lists(NAMED, max_size=9))
def test_of_any_segments_both_ways_say_the_same(segmented: Mapping, segments: list[tuple[str, Any]]) -> None:
    whole = [("BGM", [("a", "CNY"), ("q", "A")]), ("LIN", [("a", "1")]), *segments]
    tree = tree_of(segmented, f"<r><s>{''.join(element(*each) for each in whole)}</s></r>")

    assert said(segmented, tree, "read") == said(segmented, tree, "trace")
