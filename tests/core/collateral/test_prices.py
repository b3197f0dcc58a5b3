"""Which price marks the goods: first source, second, last with a haircut; outliers wait (C06)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from core.collateral.due import contracts_to_mark, prices_to_check
from core.collateral.price_rules import trading_days_between
from core.collateral.series import PricePoint, Series, SourcePrice
from tests.core.collateral.pledges import (
    SERIES,
    approved,
    confirmed,
    contract,
    golden,
    item,
    mark_due,
    pledge,
    price_check,
    quote,
    ruled,
)
from tests.core.custody.documents import inbound
from tests.core.rooms import Rooms, at

GOODS = 10_600  # tonnes
OUTLIER = f"C06:{SERIES}/Mysteel"


def value(rooms: Rooms) -> int:
    """Minor units for one tonne."""
    return contract(rooms).value_minor // GOODS


def state(rooms: Rooms, source: str = "Mysteel") -> list[str]:
    return [point.state for point in rooms.rows(PricePoint, source=source)]


def test_the_primary_source_is_believed_before_the_secondary() -> None:
    rooms = golden()

    rooms.receive(quote("990", at(days=1)))
    rooms.receive(quote("980", at(1, days=1), source="SMM"))

    assert value(rooms) == 99_000
    assert rooms.row(Series, SERIES).secondary == "SMM"


def test_where_the_primary_is_silent_the_secondary_marks() -> None:
    rooms = golden()

    rooms.receive(quote("980", at(days=3), source="SMM"))

    assert value(rooms) == 98_000


def test_a_rule_says_whom_to_believe() -> None:
    rooms = golden()
    rooms.receive(ruled(primary="SMM", secondary="Mysteel"))

    rooms.receive(quote("980", at(days=1), source="SMM"))

    assert value(rooms) == 98_000


def test_where_all_are_silent_the_last_price_counts_less_a_haircut_and_it_is_alarmed() -> None:
    rooms = golden()

    rooms.receive(mark_due(at(days=2)))
    assert value(rooms) == 100_000
    rooms.receive(mark_due(at(days=3)))

    assert value(rooms) == 90_000
    assert "Mysteel 2025-06-02 10:00Z is stale; less 100000 ppm" in rooms.alerts()["C06:PC-1/HRC"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"currency": "USD"}, "Mysteel quotes in USD, the contract is in CNY"),
        ({"per": "1 H87"}, "Mysteel quotes by H87, the terms are by TNE"),
    ],
)
def test_a_series_in_another_currency_or_kind_of_unit_is_no_price(said: dict[str, str], why: str) -> None:
    rooms = golden()
    rooms.receive(quote("1000", at(5), commodity_code="CRC", **said))

    rooms.receive(approved(item(commodity="CRC"), at(6)))

    assert value(rooms) == 90_000
    assert why in rooms.alerts()["C06:PC-1/HRC"]


def test_a_fall_of_5_percent_in_a_day_is_alarmed_and_the_alarm_ends() -> None:
    rooms = golden()

    rooms.receive(quote("950.01", at(days=1)))
    assert f"C06:{SERIES}:drop" not in rooms.alerts()
    rooms.receive(quote("902", at(days=2)))
    assert "fell 5.0536 % in 1 days" in rooms.alerts()[f"C06:{SERIES}:drop"]

    rooms.receive(quote("901", at(days=3)))
    assert f"C06:{SERIES}:drop" not in rooms.alerts()


def test_a_fall_of_10_percent_in_ten_days_is_alarmed_though_no_day_was_bad() -> None:
    rooms = golden()
    for day in range(1, 11):
        rooms.receive(quote(f"{1000 - day * 10}", at(days=day)))

    assert "fell 10 % in 10 days" in rooms.alerts()[f"C06:{SERIES}:drop"]


def test_a_series_nobody_quotes_is_stale_after_two_trading_days_and_the_next_quote_ends_it() -> None:
    rooms = golden()

    rooms.receive(price_check(at(days=2)))
    assert rooms.alerts() == {}
    rooms.receive(price_check(at(days=3)))
    assert "was last quoted 2025-06-02 10:00Z" in rooms.alerts()[f"C06:{SERIES}:stale"]
    assert value(rooms) == 90_000
    assert rooms.receive(price_check(at(1, days=3))) == []

    rooms.receive(quote("990", at(2, days=3)))
    assert rooms.alerts() == {}
    assert value(rooms) == 99_000


@pytest.mark.parametrize(
    ("first", "last", "days"), [(0, 1, 1), (4, 7, 1), (4, 5, 0), (0, 14, 10), (5, 6, 0), (3, 3, 0), (3, 1, 0)]
)
def test_trading_days_leave_out_the_weekend(first: int, last: int, days: int) -> None:
    assert trading_days_between(at(days=first), at(days=last)) == days


def test_the_same_quote_twice_is_one_quote() -> None:
    rooms = golden()
    rooms.receive(quote("990", at(days=1)))
    before = rooms.books()

    assert rooms.receive(quote("990", at(days=1))) == []

    assert rooms.books() == before


def test_a_corrected_quote_replaces_the_one_of_its_moment() -> None:
    rooms = golden()
    rooms.receive(quote("990", at(days=1)))

    rooms.receive(quote("980", at(days=1), received=at(3, days=1)))

    assert value(rooms) == 98_000
    assert len(rooms.rows(PricePoint)) == 3
    assert rooms.row(SourcePrice, SERIES, "Mysteel").price_micro == 980_000_000


def test_a_value_beyond_any_column_is_the_largest_there_is() -> None:
    rooms = golden(items=(item(approved_price=Decimal(10) ** 12),))

    rooms.receive(quote("999999999999", at(3), source="Mysteel"))
    rooms.receive(confirmed("Mysteel", at(5)))

    assert contract(rooms).value_minor == 10_600 * 99_999_999_999_900
    rooms.receive(inbound("IN-2", {"L2": "9000000000 TNE"}, at(6)))
    pledge(rooms, {"L2": "9000000000 TNE"}, at(7))
    assert contract(rooms).value_minor == 2**63 - 1


def test_a_quote_without_a_word_on_tax_takes_the_series_rule() -> None:
    rooms = golden()
    rooms.receive(ruled(primary="Mysteel", tax_included=False))

    rooms.receive(quote("850", at(days=1), tax_included=None))

    assert value(rooms) == 96_050


def test_a_price_source_whose_clock_runs_ahead_is_alarmed_and_quotes_from_when_it_was_told() -> None:
    rooms = golden()

    rooms.receive(quote("990", at(6), received=at(5)))

    assert (
        "Mysteel quotes for 2025-06-02 14:00:00Z, 3600 s after it was received"
        in rooms.alerts()["C15:price/Mysteel"]
    )
    assert value(rooms) == 99_000
    assert contract(rooms).marked_at == at(5)


def test_a_clock_asks_only_for_what_is_due() -> None:
    rooms = golden()
    [series] = rooms.rows(Series)

    assert [each.series for each in prices_to_check([series], at(5))] == [SERIES]
    assert prices_to_check([replace(series, stale=True)], at(5)) == []
    assert [each.contract_no for each in contracts_to_mark([contract(rooms)], at(5))] == ["PC-1"]
    assert contracts_to_mark([contract(rooms)], at(4)) == []
