"""The borrower's scorecard: 100 points in bins, a grade from them, and none while something is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.wiring.risk_data import RATING, read_rule_set
from core.kernel.errors import Refused
from core.risk import Decider, RuleSet, require_sense
from core.risk.cards import PreparedCard
from tests.core.risk.desk import DAY

SET = read_rule_set(RATING)
[CARD] = SET.cards
# A firm that gets every point.
BEST: dict[str, Any] = {
    "company_age_years": 10,
    "paid_capital_pct": 80,
    "industry_outlook": "good",
    "controller_record": "clean",
    "bureau_grade": "clean",
    "litigation_pct": 0,
    "tax_grade": "A",
    "debt_ratio_pct": "54.9",
    "current_ratio": "1.6",
    "quick_ratio": "1.1",
    "interest_cover": "4.1",
    "return_on_equity_pct": 11,
    "revenue_growth_pct": 11,
    "cash_to_current_debt_pct": 26,
    "receivable_turnover": 7,
    "cooperation_months": 60,
    "trade_months_of_12": 12,
    "fulfilment_pct": 98,
    "on_time_pct": 98,
    "return_rate_pct": 1,
    "dilution_pct": 2,
    "days_of_sales": 60,
    "core_share_pct": 40,
    "core_rating": "AAA",
    "confirmation_quality": "system",
    "collateral_liquidity": "exchange",
    "supervisor_score": 80,
    "account_control": "locked",
}


def test_the_card_gives_100_points_in_four_groups() -> None:
    groups: dict[str, int] = {}
    for feature in CARD.features:
        groups[feature.group] = groups.get(feature.group, 0) + feature.most

    assert groups == {"subject": 30, "finance": 25, "trade": 30, "control": 15}


@pytest.mark.parametrize(
    ("otherwise", "score", "grade", "verdict"),
    [
        ({}, "100", "AAA", "pass"),
        ({"bureau_grade": "bad", "tax_grade": "B", "litigation_pct": 5}, "90", "AAA", "pass"),
        ({"bureau_grade": "bad", "tax_grade": "B", "litigation_pct": "5.1"}, "88", "AA", "pass"),
    ],
)
def test_points_add_up_to_a_grade(otherwise: dict[str, Any], score: str, grade: str, verdict: str) -> None:
    decided = Decider(SET).decide("pre", DAY, BEST | otherwise)

    [scored] = decided.cards
    assert (scored.score, scored.grade, decided.verdict) == (score, grade, verdict)
    assert len(scored.points) == len(CARD.features)


@pytest.mark.parametrize(
    ("score", "grade", "action"),
    [
        (90, "AAA", ""),
        (89, "AA", ""),
        (80, "AA", ""),
        (79, "A", ""),
        (70, "A", ""),
        (69, "BBB", "F"),
        (60, "BBB", "F"),
        (59, "D", "R"),
        (0, "D", "R"),
    ],
)
def test_cut_offs_are_those_of_the_paper(score: int, grade: str, action: str) -> None:
    found = PreparedCard(CARD, SET.kinds(), {}).grade_of(Decimal(score))

    assert (found.grade, found.action) == (grade, action)


def test_the_worst_firm_is_rejected() -> None:
    worst = {
        name: "?" if isinstance(value, str) and not value[0].isdigit() else -1 for name, value in BEST.items()
    }
    worst |= {"litigation_pct": 50, "debt_ratio_pct": 90, "return_rate_pct": 50, "dilution_pct": 50}
    worst |= {"days_of_sales": 200, "revenue_growth_pct": -50}

    decided = Decider(SET).decide("pre", DAY, worst)

    assert (decided.cards[0].score, decided.cards[0].grade, decided.verdict) == ("0", "D", "reject")


def test_without_one_feature_there_is_no_grade_and_it_is_named() -> None:
    known = {name: value for name, value in BEST.items() if name != "tax_grade"}

    decided = Decider(SET).decide("pre", DAY, known)

    [scored] = decided.cards
    assert (scored.score, scored.grade, scored.missing) == ("97", "", ("tax_grade",))
    assert decided.verdict == "not judged"


def test_a_card_whose_bins_leave_a_hole_or_break_its_promise_is_not_published() -> None:
    [first, *rest] = CARD.features
    holed = replace(first, bins=first.bins[:-1])
    poor = replace(first, most=5)

    with pytest.raises(Refused, match="leaves open company_age_years < 2"):
        require_sense(_with(holed, *rest))
    with pytest.raises(Refused, match="years gives 5 at most"):
        require_sense(_with(poor, *rest))


def _with(*features: Any) -> RuleSet:
    return replace(SET, cards=(replace(CARD, features=features),))
