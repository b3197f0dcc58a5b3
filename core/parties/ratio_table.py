"""The ratios of financial analysis as a table: what is divided by what, and how often it counts.

Items are those of the standard template. Names are those that the risk room's rules and scorecards ask for.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

HUNDRED = Fraction(100)


class Part(NamedTuple):
    """`times` the sum of `over`, by the sum of `under`; a name with "-" before is taken off.

    "before." says the same day a year before; "days" the days of the period.
    """

    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    times: Fraction = Fraction(1)
    by_days: bool = False


class Ratio(NamedTuple):
    """The sum of its parts; most have one."""

    name: str
    parts: tuple[Part, ...]


def _by(name: str, over: str, under: str, *, times: Fraction = Fraction(1), days: bool = False) -> Ratio:
    return Ratio(name, (Part(tuple(over.split()), tuple(under.split()), times, days),))


def _percent(name: str, over: str, under: str) -> Ratio:
    return _by(name, over, under, times=HUNDRED)


def _days(name: str, over: str, under: str) -> Ratio:
    return _by(name, over, under, days=True)


_STOCK = _days("days_of_stock", "inventory", "cost_of_sales")
_SALES = _days("days_of_sales", "receivables", "revenue")
_PAYABLES = _days("days_of_payables", "payables", "cost_of_sales")
_EBIT = "profit_before_tax interest_expense"

RATIOS: tuple[Ratio, ...] = (
    _percent("debt_ratio_pct", "total_liabilities", "total_assets"),
    _percent("equity_ratio_pct", "total_equity", "total_assets"),
    _by("equity_multiplier", "total_assets", "total_equity"),
    _by("current_ratio", "current_assets", "current_liabilities"),
    _by("quick_ratio", "current_assets -inventory", "current_liabilities"),
    _by("cash_ratio", "cash", "current_liabilities"),
    _by("interest_cover", _EBIT, "interest_expense"),
    _by("debt_to_ebitda", "short_term_loans long_term_loans", f"{_EBIT} depreciation_and_amortisation"),
    _percent("cash_to_current_debt_pct", "operating_cash", "current_liabilities"),
    _percent("gross_margin_pct", "revenue -cost_of_sales", "revenue"),
    _percent("net_margin_pct", "net_profit", "revenue"),
    _percent("return_on_equity_pct", "net_profit", "total_equity"),
    _percent("return_on_assets_pct", "net_profit", "total_assets"),
    _by("receivable_turnover", "revenue", "receivables"),
    _SALES,
    _by("inventory_turnover", "cost_of_sales", "inventory"),
    _STOCK,
    _PAYABLES,
    Ratio(
        "cash_cycle_days",
        (*_SALES.parts, *_STOCK.parts, _PAYABLES.parts[0]._replace(times=Fraction(-1))),
    ),
    _by("asset_turnover", "revenue", "total_assets"),
    _percent("revenue_growth_pct", "revenue -before.revenue", "before.revenue"),
    _percent("revenue_fall_pct", "before.revenue -revenue", "before.revenue"),
    _percent("profit_growth_pct", "net_profit -before.net_profit", "before.net_profit"),
    _percent("contingent_to_equity_pct", "contingent_liabilities", "total_equity"),
    Ratio("tangible_net_worth_minor", (Part(("total_equity", "-intangible_assets", "-goodwill")),)),
    Ratio("statement_gap_minor", (Part(("total_assets", "-total_liabilities", "-total_equity")),)),
    # Altman's Z'' for firms that are not listed; from memory, as the promises say.
    Ratio(
        "z_score",
        (
            Part(("current_assets", "-current_liabilities"), ("total_assets",), Fraction(656, 100)),
            Part(("retained_earnings",), ("total_assets",), Fraction(326, 100)),
            Part(tuple(_EBIT.split()), ("total_assets",), Fraction(672, 100)),
            Part(("total_equity",), ("total_liabilities",), Fraction(105, 100)),
        ),
    ),
)
NAMES = tuple(ratio.name for ratio in RATIOS)
