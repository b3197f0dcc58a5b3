"""Day counts as ISDA's memo and spreadsheets, QuantLib and Strata have them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.loan.day_counts import DayCount, Ends, year_part
from tests.vectors.figures import day, vector

ISDA = [
    case
    for case in vector("isda-actact-memo-cases")[1]["cases"]
    # ICMA needs the coupon's own period and AFB is of French bonds: no loan is counted so.
    if case["convention"] == "ACT/ACT ISDA"
]
STRATA = {"ACT_360": DayCount.ACT_360, "ACT_365F": DayCount.ACT_365F, "ACT_ACT_ISDA": DayCount.ACT_ACT_ISDA}
CASES = [case for case in vector("strata-daycount")[1]["cases"] if case["convention"] in STRATA]
THIRTY = [
    (count, *case)
    for name, count in (("isda-30-360", DayCount.THIRTY_360), ("isda-30e-360", DayCount.THIRTY_E_360))
    for case in vector(name)[1]["cases"]
]


@pytest.mark.parametrize("case", ISDA, ids=lambda case: case["start"])
def test_act_act_isda_is_that_of_the_memo(case: dict[str, str]) -> None:
    part = year_part(DayCount.ACT_ACT_ISDA, day(case["start"]), day(case["end"]))

    assert abs(Fraction(*part) - Fraction(case["year_fraction"])) < Fraction(1, 10**10)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['convention']} {case['start']} {case['end']}"
)
def test_fractions_are_those_of_strata(case: dict[str, str]) -> None:
    part = year_part(STRATA[case["convention"]], day(case["start"]), day(case["end"]))

    assert abs(Fraction(*part) - Fraction(case["year_fraction"])) < Fraction(1, 10**14)


@pytest.mark.parametrize(("count", "since", "until", "days"), THIRTY)
def test_months_of_thirty_days_are_those_of_the_spreadsheets(
    count: DayCount, since: str, until: str, days: int
) -> None:
    assert year_part(count, day(since), day(until)) == (days, 360)


def test_conventions_that_no_loan_uses_are_not_offered() -> None:
    """NL/365 and ACT/365 Actual (19 cases of Strata), ACT/ACT ICMA and AFB (14 of the memo) are not ours."""
    others = {"NL_365", "ACT_365_ACTUAL"}

    assert {case["convention"] for case in vector("strata-daycount")[1]["cases"]} == others | set(STRATA)
    assert not others & {count.name for count in DayCount}


@pytest.mark.parametrize(
    ("name", "count", "ends"),
    [
        ("fineract-rate-factors-365", DayCount.ACT_365F, Ends.FIRST),
        ("fineract-rate-factors-actual", DayCount.ACT_ACT_ISDA, Ends.LAST),
    ],
)
def test_rate_factors_are_fineracts(name: str, count: DayCount, ends: Ends) -> None:
    given, expected = vector(name)
    starts = [day(f"2024-{month:02}-01") for month in range(1, 8)]

    for number, factor in enumerate(expected["rate_factors"]):
        part = year_part(count, starts[number], starts[number + 1], ends)
        ours = Fraction(*part) * Fraction(given["annual_rate"])
        assert abs(ours - Fraction(factor)) < Fraction(1, 10**12)


def test_fineract_counts_the_last_day_where_isda_counts_the_first() -> None:
    """12 December 2023 to 12 January 2024: what looks like a quirk is 算尾不算头 of the same convention."""
    fineract = Fraction("0.008044857759") / Fraction("0.094822")
    since, until = day("2023-12-12"), day("2024-01-12")

    last = Fraction(*year_part(DayCount.ACT_ACT_ISDA, since, until, Ends.LAST))
    first = Fraction(*year_part(DayCount.ACT_ACT_ISDA, since, until))

    assert last == Fraction(19, 365) + Fraction(12, 366)
    assert first == Fraction(20, 365) + Fraction(11, 366)
    assert abs(last - fineract) < Fraction(1, 10**10) < abs(first - fineract)
