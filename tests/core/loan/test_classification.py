"""A loan is as bad as the worst that is known of it, and only money makes it better (B19)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.loan.classification import (
    THRESHOLDS,
    Category,
    Classified,
    Facts,
    bucket,
    classify,
    non_accrual,
    reclassify,
)
from core.loan.collection import COLLECTIONS, Notice, steps_due
from core.loan.dated import in_force
from core.loan.provisions import RATES, Provision, ProvisionRates, provision

ON = date(2026, 11, 28)
NOW = in_force(THRESHOLDS, ON)


@pytest.mark.parametrize(
    ("days", "category"),
    [(0, 1), (1, 2), (90, 2), (91, 3), (270, 3), (271, 4), (360, 4), (361, 5)],
)
def test_overdue_days_make_the_category(days: int, category: int) -> None:
    assert classify(Facts(days_past_due=days), NOW, ON).category == category


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        (Facts(days_past_due=7, technical=True), Category.NORMAL),
        (Facts(days_past_due=8, technical=True), Category.SPECIAL_MENTION),
        (Facts(changed_use=True), Category.SPECIAL_MENTION),
        (Facts(impaired=True), Category.SUBSTANDARD),
        (Facts(expected_loss=Decimal("0.499")), Category.NORMAL),
        (Facts(expected_loss=Decimal("0.5")), Category.DOUBTFUL),
        (Facts(expected_loss=Decimal("0.9")), Category.LOSS),
        (Facts(restructured_on=ON - timedelta(days=364)), Category.SPECIAL_MENTION),
        (Facts(restructured_on=ON - timedelta(days=365)), Category.NORMAL),
        (Facts(non_performing_share=Decimal("0.1")), Category.NORMAL),
        (Facts(non_performing_share=Decimal("0.11")), Category.SUBSTANDARD),
        (Facts(non_performing_share=Decimal("0.11"), enhanced=True), Category.NORMAL),
        (Facts(days_past_due=95, judged=Category.LOSS), Category.LOSS),
    ],
)
def test_each_fact_makes_at_least_its_category(facts: Facts, category: Category) -> None:
    assert classify(facts, NOW, ON).category is category


def test_the_reasons_are_those_of_the_worst() -> None:
    facts = Facts(days_past_due=95, changed_use=True, impaired=True)

    assert classify(facts, NOW, ON) == (Category.SUBSTANDARD, ("over 90 days overdue", "credit-impaired"))


@given(st.sampled_from(Category), st.sampled_from(Category), st.booleans())
def test_a_loan_gets_better_only_when_somebody_paid(before: Category, now: Category, paid: bool) -> None:
    """B19."""
    found = reclassify(before, Classified(now, ()), paid=paid).category

    assert found == (now if paid else max(before, now))


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, ""), (1, "M0"), (7, "M0"), (8, "M1"), (30, "M1"), (31, "M2"), (61, "M3"), (90, "M3"), (91, "M4+")],
)
def test_overdue_days_fall_into_buckets(days: int, name: str) -> None:
    assert bucket(days) == name


@pytest.mark.parametrize(("days", "category", "stopped"), [(90, 2, False), (91, 3, True), (0, 3, True)])
def test_a_bad_loan_no_longer_earns(days: int, category: int, stopped: bool) -> None:
    assert non_accrual(days, Category(category), NOW) is stopped


def test_parameters_hold_from_their_day_and_are_not_guessed_before() -> None:
    stricter = ProvisionRates(
        effective_from=date(2027, 1, 1), general=Decimal("0.015"), special=RATES[0].special
    )
    rows = (*RATES, stricter)

    assert in_force(rows, date(2026, 12, 31)) is RATES[0]
    assert in_force(rows, date(2027, 1, 1)) is stricter
    with pytest.raises(Refused, match="2023-06-30"):
        in_force(THRESHOLDS, date(2023, 6, 30))


def test_provisions_are_a_general_and_a_special_share() -> None:
    balances = {
        Category.NORMAL: 100_000_000,
        Category.SPECIAL_MENTION: 10_000_000,
        Category.SUBSTANDARD: 4_000_001,
        Category.DOUBTFUL: 2_000_000,
        Category.LOSS: 1_000_000,
    }

    assert provision(balances, RATES[0]) == Provision(general=1_170_000, special=3_200_000)
    with pytest.raises(Refused, match="each category"):
        ProvisionRates(effective_from=ON, general=Decimal(0), special={})


def test_reminders_come_before_the_due_date_and_demands_after_it() -> None:
    found = steps_due(COLLECTIONS[0], ON, ON - timedelta(days=30), ON + timedelta(days=400))

    assert [(each.on - ON).days for each in found] == [
        -7,
        -3,
        -1,
        0,
        1,
        1,
        3,
        7,
        7,
        15,
        15,
        30,
        60,
        90,
        90,
        90,
    ]
    assert {each.step.notice for each in found if each.on <= ON} == {Notice.REMINDER}
    assert {each.step.notice for each in found if each.on > ON} == {Notice.DEMAND}


@given(st.lists(st.integers(-20, 120), min_size=1, max_size=8))
def test_each_step_comes_once_however_often_the_clock_asks(days: list[int]) -> None:
    asked = sorted(days)
    begin = ON - timedelta(days=30)

    found, since = [], begin
    for day in asked:
        until = ON + timedelta(days=day)
        found += steps_due(COLLECTIONS[0], ON, since, until)
        since = until

    assert found == steps_due(COLLECTIONS[0], ON, begin, since)
