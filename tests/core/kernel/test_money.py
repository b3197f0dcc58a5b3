"""Money is whole minor units: it is exact, or it is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Broken, Refused
from core.kernel.money import MINOR_MAX, Money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("880270.00", "CNY", 88_027_000),
        ("880270", "JPY", 880_270),
        ("1.234", "KWD", 1_234),
        ("-0.01", "CNY", -1),
        ("1E+3", "CNY", 100_000),
        ("0.10", "CNY", 10),
        ("1.000000", "JPY", 1),
        ("0E-30", "CNY", 0),
    ],
)
def test_a_decimal_becomes_minor_units_of_its_currency(amount: str, currency: str, minor: int) -> None:
    assert Money.of(Decimal(amount), currency) == Money(minor, currency)


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "CNY"), ("0.1", "JPY"), ("1.2345", "KWD")])
def test_more_decimals_than_the_currency_has_are_refused_never_rounded(amount: str, currency: str) -> None:
    with pytest.raises(Refused, match=f"{amount} {currency} is no whole number of minor units") as caught:
        Money.of(Decimal(amount), currency)

    assert caught.value.cause == "money.too_many_decimals"


def test_a_last_digit_beyond_pythons_own_precision_is_refused_too() -> None:
    with pytest.raises(Refused):
        Money.of(Decimal("1." + "0" * 40 + "1"), "CNY")


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_money(text: str) -> None:
    with pytest.raises(Refused):
        Money.of(Decimal(text), "CNY")
    with pytest.raises(Refused):
        Money.rounded(Decimal(text), "CNY")


@pytest.mark.parametrize("text", ["1E+400", "1E+999999", "-1E+999999", "92233720368547758.08"])
def test_more_than_a_column_holds_is_refused_at_once(text: str) -> None:
    with pytest.raises(Refused):
        Money.of(Decimal(text), "CNY")
    with pytest.raises(Refused):
        Money.rounded(Decimal(text), "CNY")


def test_the_most_a_column_holds_is_money() -> None:
    assert Money.of(Decimal("92233720368547758.07"), "CNY").minor == MINOR_MAX


def test_a_sum_that_no_column_holds_is_refused() -> None:
    with pytest.raises(Refused, match="are over 2"):
        Money(MINOR_MAX, "CNY") + Money(1, "CNY")
    with pytest.raises(Refused, match="are over 2"):
        Money(-MINOR_MAX, "CNY") - Money(1, "CNY")


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(Refused, match="'RMB' is no ISO 4217 currency"):
        Money.of(Decimal(1), "RMB")


@pytest.mark.parametrize(
    ("computed", "minor"),
    [
        ("0.005", 0),
        ("0.015", 2),
        ("0.025", 2),
        ("-0.005", 0),
        ("-0.015", -2),
        ("17753.4246575", 1_775_342),
        ("0.0050000000000000000000000000000000001", 1),
        ("1E-999999", 0),
    ],
)
def test_a_computed_amount_is_rounded_once_half_to_even(computed: str, minor: int) -> None:
    assert Money.rounded(Decimal(computed), "CNY") == Money(minor, "CNY")


def test_two_currencies_are_never_mixed() -> None:
    for mix in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(Broken, match="CNY and USD were mixed"):
            mix(Money(1, "CNY"), Money(1, "USD"))


def test_money_is_added_compared_and_shown() -> None:
    one, two = Money(100, "CNY"), Money(250, "CNY")

    assert (one + two, two - one) == (Money(350, "CNY"), Money(150, "CNY"))
    assert one < two
    assert one <= one  # noqa: PLR0124
    assert two > one
    assert [str(one), str(Money(5, "JPY"))] == ["1.00 CNY", "5 JPY"]


@given(st.integers(-MINOR_MAX, MINOR_MAX), st.sampled_from(["CNY", "JPY", "KWD", "CLF"]))
def test_an_amount_goes_out_and_comes_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.of(money.amount, currency) == money
    assert Money.rounded(money.amount, currency) == money


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_is_exact_money_or_refused(amount: Decimal) -> None:
    try:
        money = Money.of(amount, "CNY")
    except Refused:
        return
    assert money.amount == amount
