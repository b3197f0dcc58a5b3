"""Parts of what stands flat are known by name; a mapping takes over others and changes them in one place."""

from __future__ import annotations

import pytest

from adapters.formats import load_mapping, reader
from core.hub.mapping import Facts, Mapping, Reading
from core.kernel.errors import Unreadable

FLAT = b"""{"all": [{"t": "H", "v": "1"}, {"t": "P", "v": "a"}, {"t": "Q", "v": "b"},
 {"t": "P", "v": "c"}, {"t": "L"}]}"""
BASE = """
mapping: 1
reads: {format: json}
unit: document
tables: {words: {a: one}}
documents:
  - split: rows
    where: {t: A}
    type: a.v1
    identity: {number: no, revision: {value: "1"}}
    body: {no: {from: no, required: true}, word: {from: w, table: words}}
"""
OTHER = BASE.replace("a.v1", "b.v1").replace("t: A", "t: B")
FILES = {"base.yaml": BASE, "other.yaml": OTHER}


def made(text: str, **files: str) -> Mapping:
    known = FILES | files
    return load_mapping(text.encode(), "own.yaml", lambda name: known[name].encode(), types=None)


def reading(mapping: Mapping, payload: bytes) -> Reading:
    return mapping.read(reader("json").read(payload, {}), Facts(issuer="us"))


def body(let: str, fields: str, payload: bytes = FLAT) -> dict[str, object]:
    text = f"""
mapping: 1
reads: {{format: json}}
documents:
  - type: a.v1
    let: {let}
    identity: {{number: {{value: x}}, revision: {{value: "1"}}}}
    body: {fields}
"""
    return dict(reading(made(text), payload).documents[0].body)


def test_what_stands_before_something_is_a_part_of_its_own() -> None:
    head = '{head: {node: all, end: t == "Q"}}'

    assert body(head, "{n: {expr: \"text(count('$head/item'))\"}, v: {from: '$head/item[last]/v'}}") == {
        "n": "2",
        "v": "a",
    }


def test_of_parts_that_begin_alike_the_one_that_is_meant_is_known_by_name() -> None:
    second = '{p: {node: all, begin: t == "P", end: t == "L", where: "count(\'item\') == 1"}}'

    assert body(second, "{v: {from: $p/item/v}}") == {"v": "c"}


def test_the_first_of_several_is_taken_only_where_the_mapping_says_so() -> None:
    pick = "{{pick: {{from: all, where: {{t: P}}, take: v{more}}}}}"

    assert body("{a: {value: x}}", f"{{v: {pick.format(more=', first: true')}}}") == {"v": "a"}
    with pytest.raises(Unreadable, match="there are 2 that differ"):
        body("{a: {value: x}}", f"{{v: {pick.format(more='')}}}")


def test_a_mapping_takes_over_the_documents_and_tables_of_others() -> None:
    both = made("mapping: 1\nreads: {format: json}\nunit: document\nwith: [base.yaml, other.yaml]\n")

    found = reading(both, b'{"rows": [{"t": "B", "no": "1", "w": "a"}, {"t": "A", "no": "2"}]}')

    assert [(one.type, one.body) for one in found.documents] == [
        ("a.v1", {"no": "2"}),
        ("b.v1", {"no": "1", "word": "one"}),
    ]


def test_two_that_mean_different_things_by_one_table_cannot_be_put_together() -> None:
    other = OTHER.replace("a: one", "a: two")

    with pytest.raises(Unreadable, match=r"own.yaml line 3 column 19: the table 'words' of odd.yaml differs"):
        made("mapping: 1\nreads: {format: json}\nwith: [base.yaml, odd.yaml]\n", **{"odd.yaml": other})


def test_what_is_put_together_itself_is_not_taken_over() -> None:
    whole = "mapping: 1\nreads: {format: json}\nwith: base.yaml\n"

    with pytest.raises(Unreadable, match=r"whole\.yaml is put together of others itself"):
        made("mapping: 1\nreads: {format: json}\nwith: whole.yaml\n", **{"whole.yaml": whole})


def test_one_document_of_a_list_is_changed_by_its_place() -> None:
    own = made('mapping: 1\nextends: base.yaml\ndocuments: {1: {body: {word: null, more: {value: "x"}}}}\n')

    found = reading(own, b'{"rows": [{"t": "A", "no": "1", "w": "unknown"}]}')

    assert found.documents[0].body == {"no": "1", "more": "x"}


def test_units_that_are_known_and_not_taken_are_refused_each_by_itself() -> None:
    own = made(
        "mapping: 1\nreads: {format: json}\nunit: document\nwith: base.yaml\ndocuments:\n"
        "  - {split: rows, where: {t: C}, refuse: nobody here reads C}\n"
    )

    found = reading(own, b'{"rows": [{"t": "C"}, {"t": "A", "no": "1"}]}')

    assert [one.body["no"] for one in found.documents] == ["1"]
    assert [(one.kind, one.text) for one in found.problems] == [("refused", "nobody here reads C")]


def test_a_unit_that_could_not_be_read_is_refused_once_however_many_rules_there_are() -> None:
    text = "mapping: 1\nreads: {format: jsonlines}\nunit: document\nwith: [base.yaml, other.yaml]"
    both = made(text, **{name: body.replace("split: rows", "split: line") for name, body in FILES.items()})

    found = both.read(
        reader("jsonlines").read(b'{"t": "A", "no": "1"}\nbroken\n', {"bad_lines": "mark"}), Facts()
    )

    assert len(found.documents) == 1
    assert len(found.problems) == 1


def test_what_is_asked_of_the_text_of_an_expression_is_done() -> None:
    own = made(BASE.replace("word: {from: w, table: words}", "word: {expr: w, table: words}"))

    assert reading(own, b'{"rows": [{"t": "A", "no": "1", "w": "a"}]}').documents[0].body["word"] == "one"


@pytest.mark.parametrize("written", ["12.50", "12,50"])
def test_of_two_decimal_signs_either_is_taken(written: str) -> None:
    both = 'numbers: {decimal sign: ".,"}\ndocuments:\n'
    own = made(
        BASE.replace("documents:\n", both).replace(
            "word: {from: w, table: words}", "n: {from: w, as: decimal}"
        )
    )

    body_of = (
        reading(own, f'{{"rows": [{{"t": "A", "no": "1", "w": "{written}"}}]}}'.encode()).documents[0].body
    )

    assert str(body_of["n"]) == "12.50"


def test_what_is_gone_through_may_know_its_number() -> None:
    each = '{lines: {each: all, where: t == "P", numbered: n, fields: {no: {expr: text(n)}, v: v}}}'

    assert body("{a: {value: x}}", each) == {"lines": [{"no": "1", "v": "a"}, {"no": "2", "v": "c"}]}


def test_a_list_goes_through_parts_within_parts_and_knows_what_the_outer_one_says() -> None:
    payload = b"""{"all": [{"t": "L", "v": "1"}, {"t": "P", "v": "a"}, {"t": "S", "v": "x"},
     {"t": "S", "v": "y"}, {"t": "L", "v": "2"}, {"t": "S", "v": "z"}, {"t": "L", "v": "3"}]}"""
    lines = """{lines: {
      within: {each: all, begin: t == 'L',
        let: {line: {node: .}, p: {pick: {from: item, where: {t: P}, take: v}}}},
      each: item, begin: t == 'S', fields: {no: '$line/item[1]/v', p: {expr: p}, s: 'item[1]/v'}}}"""

    assert body("{}", lines, payload) == {
        "lines": [{"no": "1", "p": "a", "s": "x"}, {"no": "1", "p": "a", "s": "y"}, {"no": "2", "s": "z"}]
    }


def test_units_stand_in_parts_that_know_more_and_a_part_that_cannot_be_read_is_refused_by_itself() -> None:
    mapping = made("""
mapping: 1
reads: {format: json}
unit: document
documents:
  - within: {each: m, where: "kind == 'P'", let: {day: {from: day, as: date}}}
    split: rows
    type: a.v1
    identity: {number: no, revision: {expr: day}}
    body: {no: {from: no, required: true}}
""")
    payload = b"""{"m": [{"kind": "P", "day": "2026-11-28", "rows": [{"no": "1"}, {"no": "2"}]},
     {"kind": "P", "day": "soon", "rows": [{"no": "3"}]}, {"kind": "Q", "rows": [{"no": "4"}]},
     {"kind": "P", "rows": [{"x": "5"}]}, {"kind": "P", "day": "2026-11-29", "rows": [{"no": "6"}]}]}"""

    found = reading(mapping, payload)

    assert [(document.body["no"], document.revision) for document in found.documents] == [
        ("1", "2026-11-28"),
        ("2", "2026-11-28"),
        ("6", "2026-11-29"),
    ]
    day, number = found.problems
    assert ("a date" in day.text, "is missing" in number.text) == (True, True)
