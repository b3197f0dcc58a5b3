"""Expressions: exact, bounded, and nothing of Python but what is listed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import mapping_of, raising, read, value

ORDER = """{"qty": "3", "price": 0.10, "kind": "OUT", "day": "2026-11-23", "flag": true, "blank": " ",
"lines": [{"q": "1.5", "p": "2"}, {"q": "2.5", "p": "4"}, {"q": " "}], "数量": 7}"""


def says(expression: str, payload: str = ORDER) -> Any:
    return value(
        f"{{expr: {expression!r}}}" if "'" not in expression else f'{{expr: "{expression}"}}', payload
    )


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("qty * price", "0.30"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 4", "0.25"),
        ("7 % 4", "3"),
        ("-qty", "-3"),
        ("数量 - 1", "6"),
        ("round(2.675, 2, 'half_up')", "2.68"),
        ("round(2.665, 2)", "2.66"),
        ("round(-2.5)", "-2"),
        ("round(1234, -2)", "1200"),
        ("abs(0 - 5)", "5"),
        ("min(3, qty, 9)", "3"),
        ("max('lines/q')", "2.5"),
        ("sum('lines/q')", "4.0"),
        ("sum('lines', q * p)", "13.0"),
        ("count('lines')", "3"),
        ("count('lines', number(q) > 2)", "1"),
        ("distinct('lines/p')", "2"),
        ("number('price') + 1", "1.10"),
        ("coalesce(nothing, blank, 5)", "5"),
        ("1 if kind == 'OUT' else 2", "1"),
        ("sum('none')", "0"),
        ("days_between(day, '2026-12-01')", "8"),
        ("length(kind)", "3"),
    ],
)
def test_numbers_are_exact(expression: str, result: str) -> None:
    assert str(says(expression)) == result


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("concat(kind, '-', qty, '-', nothing)", "OUT-3-"),
        ("substr(day, 1, 4)", "2026"),
        ("part(day, '-', 2)", "11"),
        ("part(day, '-', -1)", "23"),
        ("part(day, '-', 4)", None),
        ("upper('aé')", "AÉ"),
        ("trim('  x ')", "x"),
        ("replace(day, '-', '')", "20261123"),
        ("after(day, '2026-')", "11-23"),
        ("after(day, '/')", None),
        ("before(day, '-')", "2026"),
        ("pad(qty, 5)", "00003"),
        ("add_days(day, 10)", "2026-12-03"),
        ("text('kind')", "OUT"),
        ("name()", "root"),
        ("fact('site')", "WH-01"),
        ("fact('none')", None),
        ("blank", None),
        ("nothing * 3", None),
        ("concat(0.10)", "0.10"),
    ],
)
def test_texts_and_dates(expression: str, result: str | None) -> None:
    assert says(expression) == result


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("kind == 'OUT' and qty > 2", True),
        ("kind in ('IN', 'OUT')", True),
        ("kind not in ['IN']", True),
        ("qty == 3.0", True),
        ("qty > '10'", False),
        ("qty < 'x'", "refused"),
        ("flag", True),
        ("not flag", False),
        ("flag == 'true'", True),
        ("nothing == None", True),
        ("nothing > 1", False),
        ("nothing != 1", True),
        ("nothing == 1", False),
        ("nothing == blank", True),
        ("nothing != blank", False),
        ("nothing in ('IN', 'OUT')", False),
        ("nothing not in ('IN', 'OUT')", True),
        ("nothing <= 1", False),
        ("1 <= nothing", False),
        ("not (nothing > 1)", True),
        ("exists('lines/q')", True),
        ("exists('none')", False),
        ("kind", "refused"),
        ("contains(kind, 'U')", True),
        ("starts(kind, 'O') or ends(kind, 'x')", True),
        ("day < '2026-12-01'", True),
        ("kind != 'OUT'", False),
    ],
)
def test_conditions_compare_numbers_as_numbers_and_take_no_text_for_a_yes(
    expression: str, result: bool | str
) -> None:
    mapping = mapping_of(f'x: {{value: "1", when: "{expression}"}}')

    if result == "refused":
        assert raising(lambda: read(mapping, ORDER)).cause.startswith("map.")
    else:
        assert ("x" in read(mapping, ORDER).documents[0].body) is result


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "().__class__",
        "kind.upper()",
        "lines[0]",
        "lambda: 1",
        "[x for x in lines]",
        "2 ** 64",
        "f'{kind}'",
        "kind := 1",
        "open('x')",
        "eval('1')",
        "1 << 9",
        "~qty",
        "qty if",
        "a; b",
        "*qty",
        "{1: 2}",
        "1 < qty < 3",
        "qty is 3",
        "round(x=1)",
        "round(1, places=2)",
        "'a' 'b' @ qty",
        "0x1F",
        "1_000",
        "1j",
        "b'x'",
        "...",
        "await x",
        "-" * 40 + "1",
        "1" * 501,
        "1e999999",
        "round()",
        "pad(qty)",
        "lookup('none', kind)",
        "sum('a', sum('b', sum('c')))",
        "text('a//b')",
        "number('$none')",
        "㎏ + 1",
        "\x00",
    ],
)
def test_whatever_else_python_can_do_is_a_fault_of_the_mapping(expression: str) -> None:
    import msgspec

    quoted = msgspec.json.encode(expression).decode()

    error = raising(lambda: mapping_of(f"x: {{expr: {quoted}}}"))

    assert error.cause == "mapping.invalid@acme/in/test.yaml" or error.cause.startswith("yaml.")
    assert "line 10 column 7" in error.text or error.cause.startswith("mapping.invalid")


@pytest.mark.parametrize(
    "expression",
    [
        "qty / 0",
        "kind * 3",
        "kind + 1",
        "number(kind)",
        "pad(kind, 5000)",
        "substr(kind, 0)",
        "add_days(kind, 1)",
        "add_days(day, 99999999)",
        "round(qty, 99)",
        "1 / 3",
        "round(qty, 1, 'sideways')",
        "concat(flag) > 1",
    ],
)
def test_a_value_that_does_not_fit_an_expression_is_refused_with_its_line(expression: str) -> None:
    error = raising(lambda: says(expression))

    assert error.cause.endswith("@acme/in/test.yaml:10")


def test_texts_grow_only_so_far() -> None:
    long = '{"t": "%s"}' % ("x" * 6_000)

    assert raising(lambda: says("concat(t, t)", long)).cause.startswith("map.text@")


@given(some.text(alphabet="abqtyprice()'+-*/%<>=!.,1234567890 \n[]{}:andorntisfle_", max_size=60))
def test_any_text_is_an_expression_or_a_fault_and_any_expression_has_a_value_or_is_refused(text: str) -> None:
    import msgspec

    try:
        mapping = mapping_of(f"x: {{expr: {msgspec.json.encode(text).decode()}}}")
        found = read(mapping, ORDER).documents[0].body.get("x")
    except Unreadable:
        return
    assert found is None or isinstance(found, str | bool | Decimal)


@given(
    some.decimals(-(10**9), 10**9, places=4),
    some.decimals(-(10**9), 10**9, places=4),
    some.sampled_from("+-*"),
)
def test_arithmetic_is_that_of_decimals(left: Decimal, right: Decimal, sign: str) -> None:
    expected = {"+": left + right, "-": left - right, "*": left * right}[sign]

    assert says(f"a {sign} b", f'{{"a": "{left:f}", "b": "{right:f}"}}') == expected
