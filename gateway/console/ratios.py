"""What statements say in ratios: exact quotients of minor units, or nothing where a figure is missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from core.hub.ports import Store
from core.parties import Statement, StatementFigure
from gateway.console.texts import N_

STATEMENTS_MAX, FIGURES_MAX, SHOWN = 200, 10_000, 12
HUNDREDTH = Decimal("0.01")
NAMES: dict[str, tuple[str, str]] = {
    "debt_ratio": (N_("Debt ratio"), "%"),
    "current_ratio": (N_("Current ratio"), ""),
    "quick_ratio": (N_("Quick ratio"), ""),
    "interest_cover": (N_("Interest cover"), ""),
    "net_margin": (N_("Net margin"), "%"),
    "return_on_equity": (N_("Return on equity"), "%"),
    "revenue_growth": (N_("Revenue growth"), "%"),
}
Figures = Mapping[str, int]


class Term(NamedTuple):
    """One period's statements together: what they say, and its ratios; None where a figure is missing."""

    period: str
    period_end: int
    scope: str
    currency: str
    statements: tuple[Statement, ...]
    figures: Figures
    ratios: Mapping[str, Decimal | None]


def terms_of(store: Store, uscc: str) -> list[Term]:
    """The newest first."""
    statements: dict[tuple[int, str, str], list[Statement]] = {}
    for one in store.rows(Statement, limit=STATEMENTS_MAX, uscc=uscc):
        statements.setdefault((one.period_end, one.period, one.scope), []).append(one)
    figures: dict[tuple[int, str, str], dict[str, int]] = {}
    for row in store.rows(StatementFigure, limit=FIGURES_MAX, uscc=uscc):
        figures.setdefault((row.period_end, row.period, row.scope), {})[row.code] = row.minor
    return [
        Term(
            period=period,
            period_end=end,
            scope=scope,
            currency=said[0].currency,
            statements=tuple(said),
            figures=figures.get((end, period, scope), {}),
            ratios=ratios_of(
                figures.get((end, period, scope), {}), figures.get((end - 1_00_00, period, scope), {})
            ),
        )
        for (end, period, scope), said in sorted(statements.items(), reverse=True)[:SHOWN]
    ]


def ratios_of(now: Figures, year_before: Figures) -> dict[str, Decimal | None]:
    """By the name of NAMES; percents are hundredths already."""
    liquid = _less(now, "current_assets", "inventory")
    profit = _plus(now, "profit_before_tax", "interest_expense")
    growth = _quotient(_of(now, "revenue"), _of(year_before, "revenue"), 100)
    return {
        "debt_ratio": _quotient(_of(now, "total_liabilities"), _of(now, "total_assets"), 100),
        "current_ratio": _quotient(_of(now, "current_assets"), _of(now, "current_liabilities")),
        "quick_ratio": _quotient(liquid, _of(now, "current_liabilities")),
        "interest_cover": _quotient(profit, _of(now, "interest_expense")),
        "net_margin": _quotient(_of(now, "net_profit"), _of(now, "revenue"), 100),
        "return_on_equity": _quotient(_of(now, "net_profit"), _of(now, "total_equity"), 100),
        "revenue_growth": growth - 100 if growth is not None else None,
    }


def _of(figures: Figures, code: str) -> int | None:
    return figures.get(code)


def _less(figures: Figures, code: str, other: str) -> int | None:
    return figures[code] - figures[other] if {code, other} <= figures.keys() else None


def _plus(figures: Figures, code: str, other: str) -> int | None:
    return figures[code] + figures[other] if {code, other} <= figures.keys() else None


def _quotient(over: int | None, under: int | None, times: int = 1) -> Decimal | None:
    """Nothing where one is missing, or what it is measured by is not above 0: such a ratio would mislead."""
    if over is None or under is None or under <= 0:
        return None
    return (Decimal(over) * times / Decimal(under)).quantize(HUNDREDTH)
