"""Ratios of kept statements, by hand; what is missing is named, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.parties import Measured, ratios_of, trend_of
from core.parties.ratio_table import NAMES
from core.parties.ratios import as_decimal, in_a_row, measure
from tests.core.parties.accounts import CASH, CODE, PROFIT, SHEET, send, send_year, statement, work
from tests.core.rooms import Rooms

YEAR_END = date(2025, 12, 31)
BY_HAND = {
    "debt_ratio_pct": "60.000000",
    "equity_ratio_pct": "40.000000",
    "equity_multiplier": "2.500000",
    "current_ratio": "1.250000",
    "quick_ratio": "0.750000",
    "cash_ratio": "0.200000",
    "interest_cover": "4.200000",
    "debt_to_ebitda": "1.428571",
    "cash_to_current_debt_pct": "12.500000",
    "gross_margin_pct": "25.000000",
    "net_margin_pct": "5.000000",
    "return_on_equity_pct": "15.000000",
    "return_on_assets_pct": "6.000000",
    "receivable_turnover": "8.000000",
    "days_of_sales": "45.625000",
    "inventory_turnover": "4.500000",
    "days_of_stock": "81.111111",
    "days_of_payables": "48.666667",
    "cash_cycle_days": "78.069444",
    "asset_turnover": "1.200000",
    "revenue_growth_pct": "100.000000",
    "revenue_fall_pct": "-100.000000",
    "profit_growth_pct": "100.000000",
    "contingent_to_equity_pct": "10.000000",
    "tangible_net_worth_minor": "350000000.000000",
    "statement_gap_minor": "0.000000",
    # 6.56 x 0.1 + 3.26 x 0.1 + 6.72 x 0.105 + 1.05 x 2/3
    "z_score": "2.387600",
}


@pytest.fixture
def rooms() -> Rooms:
    made = Rooms("parties")
    send_year(made)
    return made


def test_every_ratio_is_what_a_hand_works_out() -> None:
    rooms = Rooms("parties")
    send_year(rooms, times=2)
    send_year(rooms, "2024-12-31")
    found = ratios_of(work(rooms), CODE, YEAR_END)

    doubled = {**BY_HAND, "tangible_net_worth_minor": "700000000.000000"}
    assert {each.name: str(each.value) for each in found.ratios if each.name in NAMES} == doubled
    assert found.value("years_cash_negative") == 0
    assert (found.period_end, found.scope, found.currency) == (20251231, "single", "CNY")


def test_a_missing_input_is_named_and_a_missing_year_too(rooms: Rooms) -> None:
    send(rooms, statement("profit_and_loss", {k: v for k, v in PROFIT.items() if k != "interest_expense"}))
    found = ratios_of(work(rooms), CODE, YEAR_END)

    assert found.value("interest_cover") is None
    assert found.missing("interest_cover") == ("interest_expense",)
    assert found.missing("revenue_growth_pct") == ("before.revenue",)
    assert found.missing("cash_cycle_days") == ()
    assert found.missing("no such") == ("no such",)


def test_without_any_statement_everything_is_missing() -> None:
    found = ratios_of(work(Rooms("parties")), CODE, YEAR_END)

    assert found.period_end == 0
    assert all(each.value is None and each.missing for each in found.ratios)


@pytest.mark.parametrize("equity", [0, -4_000])
def test_nothing_is_a_part_of_nothing_or_less(equity: int) -> None:
    """A loss on a negative equity would look like a gain."""
    figures = {**SHEET, **PROFIT, "total_equity": equity, "net_profit": -600}
    [found] = [each for each in measure(figures, "Y") if each.name == "return_on_equity_pct"]

    assert (found.value, found.missing) == (None, ("total_equity above 0",))


def test_only_what_had_ended_on_the_day_counts(rooms: Rooms) -> None:
    send_year(rooms, "2024-12-31", 3)
    found = ratios_of(work(rooms), CODE, date(2025, 12, 30))

    assert (found.period_end, found.value("tangible_net_worth_minor")) == (20241231, Decimal(1_050_000_000))


def test_the_group_answers_where_it_reports_and_one_company_where_it_is_asked(rooms: Rooms) -> None:
    send_year(rooms, times=5, scope="consolidated")
    assert ratios_of(work(rooms), CODE, YEAR_END).scope == "consolidated"
    assert ratios_of(work(rooms), CODE, YEAR_END).value("tangible_net_worth_minor") == 1_750_000_000

    single = ratios_of(work(rooms), CODE, YEAR_END, scope="single")
    assert (single.scope, single.value("tangible_net_worth_minor")) == ("single", Decimal(350_000_000))


def test_statements_of_another_currency_are_not_mixed_in(rooms: Rooms) -> None:
    send(rooms, statement("profit_and_loss", PROFIT, currency="USD"))

    assert ratios_of(work(rooms), CODE, YEAR_END).missing("net_margin_pct") == ("net_profit", "revenue")


def test_days_are_those_of_the_period() -> None:
    rooms = Rooms("parties")
    send_year(rooms, "2025-06-30", period="H")
    found = ratios_of(work(rooms), CODE, date(2025, 7, 1), period="H")

    assert found.value("days_of_sales") == Decimal("22.8125")
    assert found.missing("years_cash_negative") == ("years_cash_negative",), "half years are no years"


def test_audited_is_what_every_statement_of_the_period_is(rooms: Rooms) -> None:
    assert not ratios_of(work(rooms), CODE, YEAR_END).audited
    send_year(rooms, audited=True)
    assert ratios_of(work(rooms), CODE, YEAR_END).audited
    other = Rooms("parties")
    send_year(other, audited=True)
    send(other, statement("cash_flow", CASH, "2024-12-31"))
    assert ratios_of(work(other), CODE, YEAR_END).audited


@pytest.mark.parametrize(
    ("flows", "value", "missing"),
    [
        ([-1, -1, 5], 2, ()),
        ([5, -1], 0, ()),
        ([-1, -1, None], 2, ("before.operating_cash",)),
        ([None], None, ("operating_cash",)),
    ],
)
def test_years_in_a_row_that_burn_cash(flows: list[int | None], value: int | None, missing: Any) -> None:
    assert in_a_row(flows) == Measured(
        name="years_cash_negative", value=None if value is None else Decimal(value), missing=missing
    )


def test_years_are_followed_back_as_far_as_they_are_told(rooms: Rooms) -> None:
    for end in ("2025-12-31", "2024-12-31", "2023-12-31"):
        send(rooms, statement("cash_flow", {**CASH, "operating_cash": -1}, end))

    found = ratios_of(work(rooms), CODE, YEAR_END)
    assert (found.value("years_cash_negative"), found.missing("years_cash_negative")) == (
        Decimal(3),
        ("before.operating_cash",),
    )


@given(some.fractions(min_value=-(10**12), max_value=10**12))
def test_six_decimals_are_the_nearest(value: Fraction) -> None:
    assert abs(Fraction(as_decimal(value)) - value) <= Fraction(1, 2 * 10**6)


def test_a_ratio_of_the_largest_amounts_loses_no_digit() -> None:
    figures = {"before.revenue": 1, "revenue": 2**63 - 1}
    [found] = [each for each in measure(figures, "Y") if each.name == "revenue_growth_pct"]

    assert str(found.value) == f"{(2**63 - 2) * 100}.000000"


def test_a_trend_goes_up_down_or_is_not_known(rooms: Rooms) -> None:
    send_year(rooms, "2024-12-31")
    send(rooms, statement("profit_and_loss", {**PROFIT, "net_profit": 500, "income_tax": 300}, "2024-12-31"))
    trends = {each.name: each for each in trend_of(work(rooms), CODE, YEAR_END, years=2)}

    assert trends["net_margin_pct"].direction == "rising"
    assert trends["net_margin_pct"].points == ((20241231, Decimal("4.166667")), (20251231, Decimal(5)))
    assert trends["debt_ratio_pct"].direction == "steady"
    assert trends["revenue_growth_pct"].direction == "unknown", "nobody told of 2023"
    three = {each.name: each.direction for each in trend_of(work(rooms), CODE, YEAR_END, years=3)}
    assert set(three.values()) == {"unknown"}


def test_what_goes_up_and_down_is_uneven_and_what_never_rises_falls() -> None:
    rooms = Rooms("parties")
    for end, profit, tax in (("2025-12-31", 600, 200), ("2024-12-31", 700, 100), ("2023-12-31", 650, 150)):
        send_year(rooms, end)
        cash = {**CASH, "operating_cash": 500 if end.startswith("2025") else 600}
        send(rooms, statement("cash_flow", cash, end))
        send(rooms, statement("profit_and_loss", {**PROFIT, "net_profit": profit, "income_tax": tax}, end))
    trends = {each.name: each.direction for each in trend_of(work(rooms), CODE, YEAR_END)}

    assert (trends["net_margin_pct"], trends["cash_to_current_debt_pct"]) == ("uneven", "falling")
