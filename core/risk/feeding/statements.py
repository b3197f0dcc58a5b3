"""R09 to R12 and the scorecard's figures: the borrower's ratios, as the parties room works them out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from core.risk.feeders import Case, feeds
from core.risk.firms import analysis_of
from core.risk.values import Said
from core.risk.work import RiskWork

RATIOS = (
    "debt_ratio_pct",
    "current_ratio",
    "quick_ratio",
    "interest_cover",
    "revenue_fall_pct",
    "statement_gap_minor",
    "return_on_equity_pct",
    "revenue_growth_pct",
    "cash_to_current_debt_pct",
    "receivable_turnover",
    "days_of_sales",
)
YEARS_NEGATIVE, ENOUGH = "years_cash_negative", 2


@feeds(*RATIOS, YEARS_NEGATIVE)
def feed_statements(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the newest year that had ended; what its items do not give is not told."""
    analysis = analysis_of(case, work)
    if analysis is None:
        return {}
    found = {name: _said(analysis.value(name)) for name in RATIOS}
    years = analysis.value(YEARS_NEGATIVE)
    # "At least so many" is enough where it is as many as the rule asks for.
    enough = years is not None and years >= case.parameter("R11.years", ENOUGH)
    found[YEARS_NEGATIVE] = _said(years) if enough or not analysis.missing(YEARS_NEGATIVE) else None
    return found


def _said(value: Decimal | None) -> Said:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else format(value, "f")
