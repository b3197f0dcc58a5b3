"""Quotes that are not believed at once: outliers, prices at or below zero, misread ones (C06)."""

from __future__ import annotations

import pytest

from core.collateral.series import PricePoint
from core.kernel.errors import Refused
from tests.core.collateral.pledges import (
    SERIES,
    approved,
    confirmed,
    contract,
    golden,
    item,
    quote,
)
from tests.core.rooms import Rooms, at

GOODS = 10_600  # tonnes
OUTLIER = f"C06:{SERIES}/Mysteel"


def value(rooms: Rooms) -> int:
    """Minor units for one tonne."""
    return contract(rooms).value_minor // GOODS


def state(rooms: Rooms, source: str = "Mysteel") -> list[str]:
    return [point.state for point in rooms.rows(PricePoint, source=source)]


def test_without_any_quote_the_approved_price_counts_less_a_haircut_never_zero() -> None:
    rooms = golden(items=())
    rooms.receive(approved(item(commodity="CRC"), at(5)))

    assert value(rooms) == 90_000
    assert "nothing was quoted for CRC|SH|||close" in rooms.alerts()["C06:PC-1/HRC"]


@pytest.mark.parametrize("said", [{"currency": "USD"}, {"per": "1 H87"}])
def test_a_quote_that_leaves_the_currency_or_unit_of_its_series_is_held(said: dict[str, str]) -> None:
    rooms = golden()

    rooms.receive(quote("1000", at(days=1), **said))

    assert state(rooms) == ["valid", "held"]
    assert "the series is in CNY per TNE" in rooms.alerts()[OUTLIER]


def test_a_quote_over_15_percent_off_is_held_and_marks_nothing() -> None:
    rooms = golden()

    rooms.receive(quote("849.999999", at(days=1)))

    assert value(rooms) == 100_000
    assert state(rooms) == ["valid", "held"]
    assert "-15.00 % against the last; over 150000 ppm" in rooms.alerts()[OUTLIER]


def test_a_quote_just_15_percent_off_is_believed() -> None:
    rooms = golden()

    rooms.receive(quote("850", at(days=1)))

    assert value(rooms) == 85_000
    assert OUTLIER not in rooms.alerts()


def test_a_second_source_that_agrees_confirms_both() -> None:
    rooms = golden()
    rooms.receive(quote("1000", at(2.5), source="SMM"))
    rooms.receive(quote("800", at(days=1)))
    assert OUTLIER in rooms.alerts()

    rooms.receive(quote("810", at(1, days=1), source="SMM"))

    assert value(rooms) == 80_000
    assert state(rooms) == ["valid", "valid"]
    assert OUTLIER not in rooms.alerts()
    assert rooms.row(PricePoint, SERIES, at(days=1), "Mysteel", at(days=1)).reason == "confirmed by SMM"


def test_a_second_source_that_does_not_agree_confirms_nothing() -> None:
    rooms = golden()
    rooms.receive(quote("1000", at(2.5), source="SMM"))
    rooms.receive(quote("800", at(days=1)))

    rooms.receive(quote("830", at(1, days=1), source="SMM"))

    assert state(rooms) == ["valid", "held"]
    assert state(rooms, "SMM") == ["valid", "held"]
    assert value(rooms) == 100_000


def test_a_person_may_confirm_what_is_held_by_name() -> None:
    rooms = golden()
    rooms.receive(quote("800", at(days=1)))

    with pytest.raises(Refused, match="named person"):
        rooms.receive(confirmed("Mysteel", at(1, days=1), approver=""))
    rooms.receive(confirmed("Mysteel", at(1, days=1)))
    assert value(rooms) == 80_000
    assert OUTLIER not in rooms.alerts()

    with pytest.raises(Refused, match="nothing of Mysteel is held"):
        rooms.receive(confirmed("Mysteel", at(2, days=1)))


def test_a_source_that_comes_back_into_bounds_takes_its_outlier_back() -> None:
    rooms = golden()
    rooms.receive(quote("100", at(days=1)))

    rooms.receive(quote("990", at(1, days=1)))

    assert value(rooms) == 99_000
    assert state(rooms) == ["valid", "rejected", "valid"]
    assert OUTLIER not in rooms.alerts()


def test_a_source_far_from_its_peer_is_held_from_its_first_quote_on() -> None:
    rooms = golden()

    rooms.receive(quote("1200", at(3), source="SMM"))

    assert state(rooms, "SMM") == ["held"]
    assert "+20.00 % against a peer" in rooms.alerts()[f"C06:{SERIES}/SMM"]


@pytest.mark.parametrize("price", ["0", "-37.63"])
def test_a_price_at_or_below_zero_is_kept_and_counts_as_missing_until_confirmed(price: str) -> None:
    rooms = golden()

    rooms.receive(quote(price, at(days=1)))

    assert state(rooms) == ["valid", "unconfirmed"]
    assert value(rooms) == 100_000
    assert "at or below 0 and nobody confirms it" in rooms.alerts()[OUTLIER]


def test_a_price_below_zero_that_a_second_source_confirms_counts_as_zero_never_less() -> None:
    rooms = golden()
    rooms.receive(quote("-37.63", at(days=1)))

    rooms.receive(quote("-36", at(1, days=1), source="SMM"))

    assert state(rooms) == ["valid", "valid"]
    assert value(rooms) == 0
    assert contract(rooms).level == "LIQUIDATE"


def test_a_price_below_zero_that_a_person_confirms_counts_as_zero() -> None:
    rooms = golden()
    rooms.receive(quote("-37.63", at(days=1)))

    rooms.receive(confirmed("Mysteel", at(2, days=1)))

    assert value(rooms) == 0


def test_a_quote_read_again_by_a_mended_mapping_never_counted() -> None:
    rooms = golden()
    rooms.receive(quote("900", at(days=1)))
    assert value(rooms) == 90_000

    rooms.receive(quote("99", at(days=1), received=at(1, days=1), corrects="1/9/0"))
    assert value(rooms) == 100_000
    assert state(rooms) == ["valid", "rejected", "held"]

    rooms.receive(quote("990", at(days=1), received=at(2, days=1), corrects="1/9/0"))
    assert value(rooms) == 99_000
    assert state(rooms) == ["valid", "rejected", "rejected", "valid"]
    assert OUTLIER not in rooms.alerts()
