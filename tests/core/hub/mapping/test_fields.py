"""Fields: where a value comes from, what if there is none, and what nobody asked for."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from adapters.formats import load_mapping
from tests.core.hub.mapping.given import bodies, mapping_of, raising, read, value


def test_a_required_field_without_value_refuses_the_document() -> None:
    error = raising(lambda: value("{from: a, required: true}", '{"a": " ", "b": 1}'))

    assert error.cause == "map.required@acme/in/test.yaml:10"
    assert "x is missing" in error.text


def test_a_default_takes_the_place_of_nothing_only() -> None:
    assert value("{from: a, default: CNY}", "{}") == "CNY"
    assert value("{from: a, default: CNY}", '{"a": "USD"}') == "USD"
    assert value("{from: a, as: decimal, default: '0.00'}", "{}") == Decimal("0.00")
    assert value("{from: a, default: {fact: site}}", "{}") == "WH-01"
    assert raising(lambda: value("{from: a, as: decimal, default: '0'}", '{"a": "x"}')).cause.startswith(
        "map.dec"
    )


def test_the_first_path_that_leads_to_something_counts() -> None:
    assert value("{from: [a, b/c]}", '{"a": " ", "b": {"c": 1}}') == "1"
    assert value("{first of: [{from: a, as: integer}, {value: none}]}", '{"b": 1}') == "none"


def test_constants_keep_their_kind() -> None:
    assert value("{value: x}", "{}") == "x"
    assert value("{value: 7}", "{}") == 7
    assert value("{value: 0.10}", "{}") == Decimal("0.10")
    assert value("{value: true}", "{}") is True
    assert value("{value: '7', as: integer}", "{}") == 7


def test_facts_come_from_beside_the_bytes() -> None:
    assert value("{fact: name, after: stock_, before: ., as: date, format: YYYYMMDD}", "{}") == "2026-11-23"
    assert value("{fact: nothing}", "{}") is None


def test_a_value_is_picked_by_its_qualifier() -> None:
    pairs = (("ON", "O1"), ("VN", "V1"), ("CT", "C1"), ("CT", "C2"))
    refs = msgspec.json.encode({"R": [{"q": code, "n": number} for code, number in pairs]})
    field = "{pick: {from: R, where: {q: %s}, take: n}}"

    assert value(field % "ON", refs) == "O1"
    assert value(field % "XX", refs) is None
    assert value(field % "[VN, XX]", refs) == "V1"
    assert value("{pick: {from: R, where: q == 'ON', take: n}}", refs) == "O1"
    assert raising(lambda: value(field % "CT", refs)).cause.startswith("map.several@")


def test_an_object_is_left_out_where_it_has_nothing_or_not_what_it_needs() -> None:
    field = "{fields: {id: i, scheme: {value: VAT}}, needs: id}"

    assert value(field, '{"i": 1}') == {"id": "1", "scheme": "VAT"}
    assert value(field, "{}") is None
    assert value("{fields: {id: i}}", "{}") is None


def test_an_object_may_stand_below_another_node() -> None:
    assert value("{at: b/p, fields: {id: i, no: /n}}", '{"n": 9, "b": {"p": {"i": 1}}}') == {
        "id": "1",
        "no": "9",
    }
    assert value("{at: b/p, fields: {id: i}}", '{"b": {}}') is None
    assert raising(lambda: value("{at: b, fields: {id: i}}", '{"b": [{"i": 1}, {"i": 2}]}')).cause.startswith(
        "map.several@"
    )


def test_a_list_is_of_objects_or_of_values() -> None:
    payload = '{"l": [{"q": 1}, {"q": 2}, {"r": 0}]}'

    assert value("{each: l, where: exists('q'), fields: {q: q}}", payload) == [{"q": "1"}, {"q": "2"}]
    assert value("{each: l, item: {from: q, as: integer}}", payload) == [1, 2]
    assert value("{each: none, item: {from: q}}", payload) is None
    assert raising(lambda: value("{each: none, item: q, required: true}", payload)).cause.startswith(
        "map.required@"
    )


def test_lists_stand_inside_lists() -> None:
    payload = '{"o": [{"l": [{"q": 1}, {"q": 2}]}, {"l": [{"q": 3}]}]}'

    assert value("{each: o, fields: {l: {each: l, item: {from: q}}}}", payload) == [
        {"l": ["1", "2"]},
        {"l": ["3"]},
    ]


def test_a_field_is_there_when_its_condition_holds() -> None:
    assert value("{from: a, when: b == '1'}", '{"a": 5, "b": 1}') == "5"
    assert value("{from: a, required: true, when: b == '1'}", '{"a": 5, "b": 2}') is None


def test_names_are_known_to_all_below() -> None:
    mapping = mapping_of(
        """
        l: {each: l, fields: {amount: {expr: "round(q * rate, 2)"}, who: $seller/n}}
        """,
        rule="""
        let:
          rate: {from: rate, as: decimal}
          seller: {node: p, where: {role: SE}}
        """,
    )
    payload = (
        '{"rate": 1.1, "p": [{"role": "BY", "n": "B"}, {"role": "SE", "n": "S"}], "l": [{"q": 2}, {"q": 3}]}'
    )

    [body] = bodies(mapping, payload)

    assert body["l"] == [{"amount": Decimal("2.20"), "who": "S"}, {"amount": Decimal("3.30"), "who": "S"}]


def test_a_name_is_known_only_below_where_it_is_said() -> None:
    mapping = mapping_of("""
        a: {let: {k: {value: here}}, fields: {x: {expr: k}}}
        b: {expr: k}
    """)

    [body] = bodies(mapping, '{"k": "there"}')

    assert (body["a"], body["b"]) == ({"x": "here"}, "there")


def test_a_name_that_cannot_be_read_is_a_flag_where_the_mapping_says_so() -> None:
    lenient = "let: {rate: {from: r, as: decimal, on error: null}}"
    payload = '{"r": "x"}'

    of_document = read(mapping_of("x: {expr: rate}", rule=lenient), payload)
    of_input = read(mapping_of("x: {expr: rate}", more=lenient), payload)

    assert [flag.code.split("@")[0] for flag in of_document.documents[0].flags] == ["map.decimal"]
    assert [flag.code.split("@")[0] for flag in of_input.problems] == ["map.decimal"]


def test_a_choice_has_names_of_its_own_for_its_checks_too() -> None:
    text = b"""
mapping: 1
reads: {format: json}
documents:
  - choose:
      - type: a.v1
        let: {n: {from: rows, as: decimal}}
        identity: {number: no, content: true}
        check: [{count: l, equals: n}]
        body: {no: {expr: n}}
"""
    mapping = load_mapping(text, "acme/in/test.yaml", types=None)

    assert bodies(mapping, '{"rows": 2, "l": [1, 2]}') == [{"no": Decimal(2)}]


INNER = "let: {inner: {node: p, unwrap: {format: %s}}}"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", r"{\"o\": {\"n\": \"7\"}}"),
        ("xml", r"<?xml version='1.0' encoding='gbk'?><r><o><n>7</n></o></r>"),
    ],
)
def test_a_document_inside_a_text_is_unwrapped(form: str, text: str) -> None:
    mapping = mapping_of("x: $inner/o/n", rule=INNER % form)

    assert bodies(mapping, f'{{"p": "{text}"}}') == [{"no": "1", "x": "7"}]
    assert bodies(mapping, '{"q": 1}') == [{"no": "1"}]


def test_what_is_wrong_inside_a_text_is_told_with_both_places() -> None:
    mapping = mapping_of("x: {from: $inner/n, as: integer}", rule=INNER % "json")

    broken = raising(lambda: read(mapping, r'{"p": "{\"n\": "}'))
    wrong = raising(lambda: read(mapping, r'{"p": "{\"n\": \"x\"}"}'))

    assert (broken.cause, broken.place[:20]) == ("json.malformed", "bytes 7-15, inside b")
    assert wrong.place == "bytes 7-21, inside bytes 7-8"


def test_fields_nobody_asked_for_are_kept_by_their_own_names() -> None:
    payload = """{"a": 1, "b": 2, "c": {"d": 3, "e": {"f": 4}}, "g": [5, 6], "h": " ",
                  "l": [{"q": 1, "r": 2}], "s": 7}"""
    mapping = mapping_of(
        """
        a: a
        d: c/d
        l: {each: l, fields: {q: q, extensions: {rest: .}}}
        extensions: {rest: ., except: s}
        """
    )

    [body] = bodies(mapping, payload)

    assert body["extensions"] == {"b": "2", "c/e/f": "4", "g": "5", "g[2]": "6"}
    assert body["l"] == [{"q": "1", "extensions": {"r": "2"}}]


def test_a_list_may_go_through_several_paths_one_after_the_other() -> None:
    field = "{each: [b, a], fields: {n: n, extensions: {rest: .}}}"

    found = value(field, '{"a": [{"n": 1, "x": 2}], "b": {"n": 3}}')

    assert found == [{"n": "3"}, {"n": "1", "extensions": {"x": "2"}}]


def test_what_is_read_inside_a_text_is_not_told_again_among_the_rest() -> None:
    mapping = mapping_of("x: $inner/n\nextensions: {rest: $inner}", rule=INNER % "json")

    [body] = bodies(mapping, r'{"p": "{\"n\": 7, \"m\": 8}"}')

    assert body == {"no": "1", "x": "7", "extensions": {"m": "8"}}


def test_too_many_fields_nobody_asked_for_are_refused() -> None:
    payload = msgspec.json.encode({f"k{index}": "v" for index in range(1_001)})

    assert raising(lambda: bodies(mapping_of("x: {rest: .}"), payload)).cause.startswith("map.too_many@")
