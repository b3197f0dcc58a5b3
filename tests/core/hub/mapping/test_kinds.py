"""Texts, codes, truth values, parties, money and quantities."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.core.hub.mapping.given import mapping_of, raising, read, value


def test_a_text_is_trimmed_bounded_and_without_nul() -> None:
    assert value("{from: a}", '{"a": "\\u3000 钢\\t"}') == "钢"
    assert value("{from: a, trim: false}", '{"a": " x "}') == " x "
    assert value("{from: a, case: upper}", '{"a": "x"}') == "X"
    assert raising(lambda: value("{from: a, max: 3}", '{"a": "abcd"}')).cause.startswith("map.text@")
    assert raising(lambda: value("{from: a, min: 3}", '{"a": "ab"}')).cause.startswith("map.text@")
    assert raising(lambda: value("{from: a}", '{"a": "a\\u0000b"}')).cause.startswith("map.text@")
    assert raising(lambda: value("{from: a}", '{"a": "%s"}' % ("x" * 4001))).cause.startswith("map.text@")


def test_a_text_may_be_one_of_a_few() -> None:
    assert value("{from: a, one of: [CNY, USD]}", '{"a": "USD"}') == "USD"
    assert raising(lambda: value("{from: a, one of: [CNY]}", '{"a": "cny"}')).cause.startswith("map.one_of@")


def test_a_text_may_be_cut_out_of_a_longer_one() -> None:
    field = "{from: a, after: ':lot:', before: '.'}"

    assert value(field, '{"a": "urn:lot:4711.9"}') == "4711"
    assert value(field, '{"a": "urn:serial:4711.9"}') is None


def test_a_word_is_turned_into_a_code_and_an_unknown_one_refused() -> None:
    more = "tables: {units: {吨: TNE, 件: H87}}"

    assert value("{from: a, table: units}", '{"a": "吨"}', more=more) == "TNE"
    error = raising(lambda: value("{from: a, table: units}", '{"a": "顿"}', more=more))
    assert error.cause == "map.unknown_code@acme/in/test.yaml:10"
    assert "吨, 件" in error.text


def test_a_word_is_brought_to_the_case_of_its_table_before_it_is_looked_up() -> None:
    more = "tables: {units: {KG: KGM}}"
    field = "{from: a, table: units, unknown: keep, case: upper}"

    assert value(field, '{"a": "kg"}', more=more) == "KGM"
    assert value(field, '{"a": "Rl"}', more=more) == "RL"


def test_an_unknown_word_may_be_kept_left_out_or_taken_for_another() -> None:
    more = 'tables: {units: {吨: TNE}, any: {"*": OTHER}}'

    assert value("{from: a, table: units, unknown: keep}", '{"a": "KGM"}', more=more) == "KGM"
    assert value("{from: a, table: units, unknown: null}", '{"a": "KGM"}', more=more) is None
    assert value("{from: a, table: any}", '{"a": "KGM"}', more=more) == "OTHER"


def test_a_truth_value_is_one_of_its_words() -> None:
    assert value("{from: a, as: boolean}", '{"a": true}') is True
    assert value("{from: a, as: boolean, yes: [是, Y], no: 否}", '{"a": "否"}') is False
    assert raising(lambda: value("{from: a, as: boolean}", '{"a": "yes"}')).cause.startswith("map.boolean@")


def test_money_needs_a_currency_that_exists() -> None:
    field = "{from: a, as: money, currency: c}"

    assert value(field, '{"a": "12.5", "c": "CNY"}') == {"amount": Decimal("12.5"), "currency": "CNY"}
    assert value(field, '{"c": "CNY"}') is None
    assert raising(lambda: value(field, '{"a": "12.5"}')).cause.startswith("map.required@")
    assert raising(lambda: value(field, '{"a": "12.5", "c": "RMB"}')).cause.startswith("map.currency@")


def test_money_keeps_more_decimals_than_the_currency_has() -> None:
    found = value("{from: a, as: money, currency: {value: JPY}}", '{"a": 1.255}')

    assert found == {"amount": Decimal("1.255"), "currency": "JPY"}


def test_a_quantity_needs_a_unit() -> None:
    field = "{from: a, as: quantity, unit: u}"

    assert value(field, '{"a": 2, "u": "TNE"}') == {"value": Decimal(2), "unit": "TNE"}
    assert raising(lambda: value(field, '{"a": 2}')).cause.startswith("map.required@")
    assert raising(lambda: value(field, '{"a": 2, "u": "吨"}')).cause.startswith("map.unit@")


@pytest.mark.parametrize(
    ("scheme", "good", "bad"),
    [
        ("USCC", "91350100M000100Y43", "91350100M000100Y44"),
        ("USCC", "91350100M000100Y43", "91350100I000100Y43"),
        ("GLN", "4012345000009", "4012345000008"),
        ("0088", "4012345000009", "401234500000"),
    ],
)
def test_a_party_is_checked_by_its_scheme(scheme: str, good: str, bad: str) -> None:
    field = f"{{from: a, as: party, scheme: {{value: '{scheme}'}}, name: n}}"

    found = value(field, f'{{"a": "{good}", "n": "甲"}}')

    assert found == {"id": good, "scheme": scheme, "name": "甲"}
    assert raising(lambda: value(field, f'{{"a": "{bad}"}}')).cause.startswith(("map.uscc@", "map.gln@"))


def test_a_party_of_another_scheme_is_taken_as_written_and_one_without_id_by_name() -> None:
    field = "{from: a, as: party, scheme: s, name: n}"

    assert value(field, '{"a": "X 1", "s": "OURS"}') == {"id": "X 1", "scheme": "OURS"}
    assert value(field, '{"n": "乙"}') == {"name": "乙"}
    assert value(field, '{"s": "OURS"}') is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"), [("uscc", "91350100m000100y43", "9"), ("gln", "4012345000009", "4")]
)
def test_an_identifier_may_be_a_plain_text(kind: str, good: str, bad: str) -> None:
    assert value(f"{{from: a, as: {kind}}}", f'{{"a": "{good}"}}') == good.upper()
    assert raising(lambda: value(f"{{from: a, as: {kind}}}", f'{{"a": "{bad}"}}')).cause.startswith(
        f"map.{kind}@"
    )


def test_the_words_of_a_partner_for_nothing_are_nothing() -> None:
    more = "nulls: [NULL, '-']"

    assert value("{from: a, as: decimal}", '{"a": "-"}', more=more) is None
    assert value("{from: a}", '{"a": " NULL "}', more=more) is None
    assert value("{from: a, nulls: [x]}", '{"a": "-"}', more=more) == "-"
    assert value("{from: a}", '{"a": null}') is None
    assert value("{from: a}", '{"a": "  "}') is None


def test_an_object_where_a_value_is_expected_is_refused() -> None:
    mapping = mapping_of("x: {from: a}")

    error = raising(lambda: read(mapping, '{"a": {"b": 1}}'))

    assert error.cause == "map.not_a_value@acme/in/test.yaml:10"
