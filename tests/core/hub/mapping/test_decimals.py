"""Numbers are taken exactly as a partner writes them, and nothing else is a number."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import mapping_of, raising, read, value

DECIMAL = "{from: n, as: decimal}"


def sent(text: str) -> bytes:
    return msgspec.json.encode({"n": text})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12.50", "12.50"),
        ("-3", "-3"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 1.0 ", "1.0"),
        ("-0.00", "0.00"),
        ("1e3", "1000"),
        ("1.5E-3", "0.0015"),
        ("0012", "12"),
        ("12345678901234567.89", "12345678901234567.89"),
    ],
)
def test_a_number_keeps_every_digit(written: str, number: str) -> None:
    assert str(value(DECIMAL, sent(written))) == number


@pytest.mark.parametrize(
    "written",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e400",
        "1e99999",
        "12,5",
        "1,234.50",
        "１２",
        "٣",
        "1 000",
        "0x10",
        "1_000",
        "12OO",
        "--1",
        "1.2.3",
        "e5",
        ".",
        "+",
        "½",
        "9" * 35,
        "∞",
        "1e",
        "12 " + "x",
    ],
)
def test_what_is_no_number_is_refused_with_its_place_and_never_zero(written: str) -> None:
    error = raising(lambda: value(DECIMAL, sent(written)))

    assert error.cause.startswith(
        ("map.decimal@acme/in/test.yaml:", "map.number_too_long@acme/in/test.yaml:")
    )
    assert error.place.startswith("bytes 6-")
    assert "x is" in error.text


def test_a_number_of_json_is_kept_as_written_and_not_as_a_float() -> None:
    assert str(value(DECIMAL, '{"n": 0.10}')) == "0.10"
    assert str(value(DECIMAL, '{"n": 12345678901234567.89}')) == "12345678901234567.89"


@pytest.mark.parametrize(
    ("words", "written", "number"),
    [
        ('decimal sign: ","', "12,50", "12.50"),
        ('decimal sign: ",", group sign: "."', "-1.234.567,80", "-1234567.80"),
        ('group sign: ","', "1,234.50", "1234.50"),
        ('group sign: " "', "1 234 567", "1234567"),
        ("negative: parentheses, group sign: ','", "(1,234.50)", "-1234.50"),
        ("negative: [parentheses, trailing]", "100.5-", "-100.5"),
        ('strip: "¥ "', "¥ 12.50", "12.50"),
        ("percent: true", "12.5%", "0.125"),
        ('times: "10000"', "3.5", "35000.0"),
        ('decimal sign: ","', "-0,00", "0.00"),
    ],
)
def test_a_partner_writes_numbers_his_way(words: str, written: str, number: str) -> None:
    assert str(value(f"{{from: n, as: decimal, {words}}}", sent(written))) == number


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ('decimal sign: ","', "12.50"),
        ('decimal sign: ",", group sign: "."', "1.23"),
        ('group sign: ","', "12,34"),
        ('group sign: ","', "1,2345"),
        ("negative: parentheses", "(-5)"),
        ("negative: trailing", "-5-"),
    ],
)
def test_a_number_written_in_another_way_is_refused_not_guessed(words: str, written: str) -> None:
    error = raising(lambda: value(f"{{from: n, as: decimal, {words}}}", sent(written)))

    assert error.cause.startswith("map.decimal@")


def test_how_numbers_are_written_is_said_once_for_the_whole_mapping() -> None:
    more = 'numbers: {decimal sign: ",", group sign: "."}'

    assert str(value(DECIMAL, sent("1.234,5"), more=more)) == "1234.5"
    assert value("{from: n, as: integer}", sent("1.234"), more=more) == 1234
    assert raising(lambda: value(DECIMAL, sent("1,234.5"), more=more)).cause.startswith("map.decimal@")


@pytest.mark.parametrize("written", ["12.0", "1e3", "", "9" * 19, "１"])
def test_an_integer_is_whole_as_written(written: str) -> None:
    field = "{from: n, as: integer, required: true}"

    assert raising(lambda: value(field, sent(written))).cause.startswith(("map.integer@", "map.required@"))


def test_text_in_a_number_cell_is_a_typed_null_with_its_reason_where_the_mapping_says_so() -> None:
    mapping = mapping_of("x: {from: n, as: decimal, on error: null}")

    [document] = read(mapping, sent("see remark")).documents

    assert "x" not in document.body
    [flag] = document.flags
    assert flag.code == "map.decimal@acme/in/test.yaml:10"
    assert "'see remark'" in flag.text
    assert flag.place == "bytes 6-16"


@given(some.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_any_decimal_is_read_as_it_was_written(number: Decimal) -> None:
    written = format(number, "f")

    assert value(DECIMAL, sent(written)) == number


@given(some.text(max_size=20))
def test_any_text_is_a_number_or_a_clear_no(text: str) -> None:
    try:
        found = value(DECIMAL, sent(text))
    except Unreadable:
        return
    assert found is None or found.is_finite()
