"""An amount or a quantity is a number somebody can count with, in a currency or unit somebody knows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import catalogue
from core.catalogue.checks import DIGITS_MAX, Wrong
from core.catalogue.parts import Amount, LotLine, Measure, PartyRef, WeighTicket
from tests.core.catalogue.bodies import full, unreadable


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_amount(text: str) -> None:
    fault = unreadable("price.quote.v1", lambda body: body["price"].update(amount=text))

    assert fault.place == "$.price.amount"
    assert fault.cause.startswith("catalogue.n")


@pytest.mark.parametrize(
    "text", ["1E+400", "1E-400", "1E+25", "1E-25", "9" * (DIGITS_MAX + 1), "1." + "0" * DIGITS_MAX]
)
def test_a_number_that_nobody_can_hold_is_no_amount(text: str) -> None:
    fault = unreadable("price.quote.v1", lambda body: body["price"].update(amount=text))

    assert (fault.cause, fault.place) == ("catalogue.number_out_of_bounds", "$.price.amount")


@pytest.mark.parametrize("text", ["9" * 25 + "." + "9" * 9, "0." + "0" * 23 + "1", "1E+24", "-0.00", "0E-20"])
def test_a_number_at_the_bound_is_kept_to_its_last_digit(text: str) -> None:
    body = full("price.quote.v1")
    body["price"]["amount"] = text

    written = catalogue.canonical(catalogue.read("price.quote.v1", body))

    assert f'"amount":"{Decimal(text)}"'.encode() in written


@pytest.mark.parametrize("text", ["", "12,5", "12.5 t", "twelve", "0x10", "--1"])
def test_text_is_no_number(text: str) -> None:
    fault = unreadable("price.quote.v1", lambda body: body["price"].update(amount=text))

    assert fault.place == "$.price.amount"


@pytest.mark.parametrize("code", ["RMB", "CNH", "XYZ", "cny", "", "人民币", "CNY ", "US"])
def test_an_unknown_currency_is_unreadable(code: str) -> None:
    fault = unreadable("price.quote.v1", lambda body: body["price"].update(currency=code))

    assert (fault.cause, fault.place) == ("catalogue.unknown_currency", "$.price.currency")
    assert "is no ISO 4217 currency; map the source's word for it" in fault.text


@pytest.mark.parametrize("unit", ["kg", "吨", "K", "TONNE", "", "T-E", "ｋｇ", "TN "])
def test_a_word_that_cannot_be_a_unit_is_unreadable(unit: str) -> None:
    fault = unreadable("price.quote.v1", lambda body: body["per"].update(unit=unit))

    assert (fault.cause, fault.place) == ("catalogue.unknown_unit", "$.per.unit")


def test_a_unit_this_hub_cannot_convert_is_still_a_unit() -> None:
    assert Measure(value=Decimal(3), unit="XBX").unit == "XBX"


def test_a_lot_of_less_than_nothing_is_unreadable_and_says_what_to_send() -> None:
    fault = unreadable("wms.outbound.v1", lambda body: body["lots"][0]["quantity"].update(value="-12.5"))

    assert (fault.cause, fault.place) == ("catalogue.negative", "$.lots[0].quantity")
    assert "quantity is -12.5 TNE, below 0" in fault.text
    assert "wms.correction.v1" in fault.text


def test_a_lot_of_nothing_is_a_fact() -> None:
    assert LotLine(lot_no="L-1", quantity=Measure(value=Decimal(0), unit="KGM")).quantity.value == 0


def test_tonnes_and_kilograms_theoretical_and_weighed_stand_side_by_side() -> None:
    lot = LotLine(
        lot_no="L-1",
        quantity=Measure(value=Decimal("12.5"), unit="TNE"),
        net_weight=Measure(value=Decimal(12488), unit="KGM"),
        weight_basis="theoretical",
    )

    assert (str(lot.quantity.value), lot.net_weight) == ("12.5", Measure(value=Decimal(12488), unit="KGM"))


@pytest.mark.parametrize("field", ["gross", "tare", "net"])
def test_a_slip_below_nothing_is_unreadable(field: str) -> None:
    with pytest.raises(Wrong, match=f"{field} is -1 TNE"):
        WeighTicket(ticket_no="BD-1", **{field: Measure(value=Decimal(-1), unit="TNE")})


def test_a_party_needs_an_id_or_a_name() -> None:
    assert PartyRef(name="某银行").id == ""
    assert PartyRef(id="91310000MA1FL0000X").name == ""
    with pytest.raises(Wrong, match="needs an id or a name"):
        PartyRef(id=" ", scheme="USCC")


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=8)


@given(numbers)
def test_any_amount_comes_back_as_it_went(value: Decimal) -> None:
    body = full("price.quote.v1")
    body["price"]["amount"] = str(value)

    quote = catalogue.read("price.quote.v1", body)

    again = catalogue.read("price.quote.v1", catalogue.canonical(quote))
    assert again == quote
    assert str(again.price.amount) == str(value)  # type: ignore[attr-defined]


@given(st.one_of(st.decimals(), st.text(max_size=30)))
def test_anything_else_is_refused_and_nothing_breaks(value: Decimal | str) -> None:
    try:
        Amount(amount=Decimal(value), currency="CNY")
    except (Wrong, ArithmeticError):
        return
    assert Decimal(value).is_finite()
