"""Quantities are whole millionths of a unit, and change units only without loss."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.kernel.quantity import Quantity, is_unit, require_unit


@pytest.mark.parametrize(
    ("value", "unit", "other", "same"),
    [
        ("12.5", "TNE", "KGM", "12500"),
        ("12500", "KGM", "TNE", "12.5"),
        ("0.001", "KGM", "GRM", "1"),
        ("2", "DZN", "H87", "24"),
        ("7", "C62", "EA", "7"),
        ("3.5", "MTQ", "LTR", "3500"),
        ("1", "LBR", "GRM", "453.59237"),
        ("453.59237", "GRM", "LBR", "1"),
        ("150", "CMT", "MTR", "1.5"),
        ("-2", "TNE", "KGM", "-2000"),
    ],
)
def test_the_same_goods_in_another_unit(value: str, unit: str, other: str, same: str) -> None:
    assert Quantity.of(Decimal(value), unit).to(other) == Quantity.of(Decimal(same), other)


def test_a_quantity_in_its_own_unit_is_itself() -> None:
    quantity = Quantity.of(Decimal("12.5"), "TNE")

    assert quantity.to("TNE") is quantity


@pytest.mark.parametrize(
    ("value", "unit", "other"), [("1", "KGM", "LBR"), ("1", "H87", "DZN"), ("0.000001", "GRM", "KGM")]
)
def test_a_change_of_unit_that_would_lose_a_digit_is_refused(value: str, unit: str, other: str) -> None:
    with pytest.raises(Refused) as caught:
        Quantity.of(Decimal(value), unit).to(other)

    assert caught.value.cause == "quantity.not_exact"


def test_the_largest_quantity_changes_units_to_its_last_digit() -> None:
    assert Quantity(9_223_372_036_854_775, "TNE").to("KGM").micro == 9_223_372_036_854_775_000
    with pytest.raises(Refused):
        Quantity(9_223_372_036_854_776, "TNE").to("KGM")


@pytest.mark.parametrize(("unit", "other"), [("TNE", "MTR"), ("H87", "KGM"), ("SET", "H87"), ("MTK", "MTR")])
def test_weight_is_no_length_and_a_set_is_no_piece(unit: str, other: str) -> None:
    with pytest.raises(Refused, match=f"{unit} cannot be turned into {other}") as caught:
        Quantity.of(Decimal(1), unit).to(other)

    assert caught.value.cause == "quantity.units_differ"


@pytest.mark.parametrize("unit", ["XBX", "kg", "", "吨"])
def test_a_unit_this_hub_does_not_know_is_refused(unit: str) -> None:
    assert not is_unit(unit)
    for attempt in (
        lambda: Quantity.of(Decimal(1), unit),
        lambda: require_unit(unit),
        lambda: Quantity(1, "KGM").to(unit),
    ):
        with pytest.raises(Refused, match="is no unit this hub knows") as caught:
            attempt()
        assert caught.value.cause == "quantity.unknown_unit"


@pytest.mark.parametrize(
    "text",
    ["0.0000001", "NaN", "Infinity", "1E+400", "1E+999999", "9223372036854.775808", "1." + "0" * 40 + "1"],
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        Quantity.of(Decimal(text), "TNE")

    assert caught.value.cause == "quantity.not_exact"


def test_a_quantity_is_shown_without_needless_zeros() -> None:
    assert [str(Quantity.of(Decimal(text), "TNE")) for text in ("12.500", "100", "0")] == [
        "12.5 TNE",
        "100 TNE",
        "0 TNE",
    ]


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_a_quantity_goes_out_and_comes_back(micro: int) -> None:
    quantity = Quantity(micro, "KGM")

    assert Quantity.of(quantity.value, "KGM") == quantity


@given(st.integers(-(10**12), 10**12), st.sampled_from(["GRM", "TNE", "LBR", "ONZ", "APZ"]))
def test_there_and_back_is_the_same_quantity(micro: int, unit: str) -> None:
    quantity = Quantity(micro, unit)
    try:
        there = quantity.to("KGM")
    except Refused:
        return
    assert there.to(unit) == quantity
