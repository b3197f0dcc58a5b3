"""Schedules to the cent: the golden numbers, and each rule of a product with a figure of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from adapters.calendar.china import ChinaHolidays
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.rounding import Rounding
from core.loan.calendars import BusinessDays, HolidayRule, Roll
from core.loan.day_counts import DayCount, Ends
from core.loan.due_dates import Broken, DueDay, DueRule, Every
from core.loan.interest import Basis
from core.loan.schedules import schedule
from core.loan.terms import ALL_PERIODS, BrokenInterest, Cents, Instalment, Method, Planned, Residue
from tests.core.loan.loans import a_loan

MILLION = Money(100_000_000, "CNY")
CHINA = BusinessDays(ChinaHolidays())


def paid(row: Instalment) -> tuple[int, int, int, int]:
    return row.interest, row.principal, row.payment, row.balance


def test_a_year_at_once_bears_a_year_of_interest() -> None:
    [row] = schedule(a_loan(method=Method.WITH_PRINCIPAL)).rows

    assert paid(row) == (3_600_000, 60_000_000, 63_600_000, 0)


@pytest.mark.parametrize(
    ("count", "interest"), [(DayCount.ACT_360, 1_800_000), (DayCount.ACT_365F, 1_775_342)]
)
def test_interest_of_ninety_days_is_paid_with_the_principal(count: DayCount, interest: int) -> None:
    """G1: 1,000,000 at 7.2 % from 3 March to 1 June 2025."""
    [row] = schedule(
        a_loan(
            principal=MILLION,
            rate=Decimal("0.072"),
            drawn=date(2025, 3, 3),
            maturity=date(2025, 6, 1),
            method=Method.WITH_PRINCIPAL,
            basis=Basis(count=count),
        )
    ).rows

    assert paid(row) == (interest, 100_000_000, 100_000_000 + interest, 0)


def test_the_last_day_counts_too_where_the_contract_says_so() -> None:
    loan = a_loan(
        principal=MILLION,
        rate=Decimal("0.072"),
        drawn=date(2025, 3, 3),
        method=Method.BULLET,
        periods=3,
        basis=Basis(ends=Ends.BOTH),
    )

    # 31, 30 and 31 days, and one more day: that of maturity alone.
    assert [row.interest for row in schedule(loan).rows] == [620_000, 600_000, 640_000]


def test_equal_instalments_are_the_golden_ones() -> None:
    """G2: the last instalment absorbs two cents."""
    made = schedule(a_loan())

    assert paid(made.rows[0]) == (300_000, 4_863_986, 5_163_986, 55_136_014)
    assert made.rows[1].interest == 275_680
    assert paid(made.rows[-1]) == (25_691, 5_138_293, 5_163_984, 0)
    assert {row.payment for row in made.rows[:-1]} == {5_163_986}
    assert made.interest == 1_967_830


def test_equal_principal_is_the_golden_one() -> None:
    """G3."""
    made = schedule(a_loan(method=Method.EQUAL_PRINCIPAL))

    assert (made.rows[0].payment, made.rows[-1].payment, made.interest) == (5_300_000, 5_025_000, 1_950_000)


def test_interest_of_a_factoring_is_taken_at_draw() -> None:
    """G5: 904,000.00 at 8 % for 90 days, 18,080.00 off what is paid out."""
    made = schedule(
        a_loan(
            principal=Money(90_400_000, "CNY"),
            rate=Decimal("0.08"),
            drawn=date(2025, 3, 3),
            maturity=date(2025, 6, 1),
            method=Method.WITH_PRINCIPAL,
            basis=Basis(),
            advance=ALL_PERIODS,
        )
    )

    assert made.taken_at_draw == 1_808_000
    assert paid(made.rows[0]) == (0, 90_400_000, 90_400_000, 0)


def test_interest_of_the_first_periods_alone_is_taken_at_draw() -> None:
    made = schedule(a_loan(method=Method.BULLET, advance=2))

    assert [(row.prepaid, row.interest) for row in made.rows[:3]] == [
        (300_000, 0),
        (300_000, 0),
        (0, 300_000),
    ]
    assert made.interest == 12 * 300_000


def test_a_bullet_pays_its_interest_on_the_quarters_of_the_calendar() -> None:
    """按季结息: the 20th of the last month of each quarter, and a rest until maturity."""
    made = schedule(
        a_loan(
            principal=MILLION,
            rate=Decimal("0.036"),
            method=Method.BULLET,
            maturity=date(2025, 7, 15),
            due=DueRule(day=DueDay.FIXED, fixed=20, every=3),
            basis=Basis(),
        )
    )

    assert [(str(row.due), row.interest, row.principal) for row in made.rows] == [
        ("2025-03-20", 640_000, 0),
        ("2025-06-20", 920_000, 0),
        ("2025-07-15", 250_000, 100_000_000),
    ]


def test_a_plan_of_its_own_is_kept_to_the_row() -> None:
    plan = (Planned(date(2025, 2, 1), 10_000_000), Planned(date(2025, 5, 1), 50_000_000))
    made = schedule(a_loan(method=Method.BY_PLAN, periods=0, plan=plan, basis=Basis()))

    # 17 days on 600,000 and 89 on 500,000 at 6 %.
    assert [paid(row)[:2] for row in made.rows] == [(170_000, 10_000_000), (741_667, 50_000_000)]


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ((Planned(date(2025, 2, 1), 59_999_999),), "59999999 minor units of 60000000"),
        ((Planned(date(2025, 2, 1), -1), Planned(date(2025, 3, 1), 60_000_001)), "below zero"),
        ((Planned(date(2025, 3, 1), 0), Planned(date(2025, 2, 1), 60_000_000)), "not after"),
        ((), "a plan of 0 rows"),
    ],
)
def test_a_plan_that_is_none_is_refused(plan: tuple[Planned, ...], why: str) -> None:
    with pytest.raises(Refused, match=why):
        schedule(a_loan(method=Method.BY_PLAN, periods=0, plan=plan))


@pytest.mark.parametrize(
    ("broken", "first", "days"), [(Broken.SHORT, "2025-01-20", 5), (Broken.LONG, "2025-02-20", 36)]
)
def test_a_broken_first_month_bears_interest_by_its_days(broken: Broken, first: str, days: int) -> None:
    made = schedule(
        a_loan(method=Method.EQUAL_PRINCIPAL, due=DueRule(day=DueDay.FIXED, fixed=20, broken=broken))
    )

    # 600,000 x 6 % / 360 is 100 a day; by days of 36 the whole month is a twelfth and five days remain.
    assert str(made.rows[0].due) == first
    assert made.rows[0].interest == (5 * 10_000 if days == 5 else 300_000 + 5 * 10_000)
    assert made.rows[1].interest == 275_000


def test_interest_of_a_broken_month_inside_or_apart() -> None:
    rule = DueRule(day=DueDay.FIXED, fixed=20, broken=Broken.LONG)
    inside = schedule(a_loan(due=rule))
    apart = schedule(a_loan(due=rule, broken=BrokenInterest.APART))

    assert {row.payment for row in inside.rows[:-1]} == {inside.rows[0].payment}
    # Apart, all is as if it were drawn on 20 January, and five days' interest stands on top of the first.
    assert [row.principal for row in apart.rows] == [row.principal for row in schedule(a_loan()).rows]
    assert apart.rows[0].payment - apart.rows[1].payment == 50_000


@pytest.mark.parametrize("monthly", [True, False])
def test_a_first_month_that_is_whole_is_not_apart(monthly: bool) -> None:
    """Drawn on the 31st, the first due date is 28 February: a whole month, shorter than others."""
    loan = a_loan(drawn=date(2025, 1, 31), basis=Basis(monthly=monthly))
    apart = msgspec.structs.replace(loan, broken=BrokenInterest.APART)
    fixed = msgspec.structs.replace(apart, due=DueRule(day=DueDay.FIXED, fixed=31))

    assert schedule(apart).rows == schedule(fixed).rows == schedule(loan).rows


def test_in_grace_interest_alone_is_paid() -> None:
    made = schedule(a_loan(principal_grace=3))

    assert [paid(row)[:2] for row in made.rows[:3]] == [(300_000, 0)] * 3
    assert len({row.payment for row in made.rows[3:-1]}) == 1
    assert made.rows[-1].balance == 0


def test_an_interest_free_period_bears_none() -> None:
    made = schedule(a_loan(method=Method.BULLET, interest_free=2))

    assert [row.interest for row in made.rows[:3]] == [0, 0, 300_000]


def test_instalments_come_in_multiples_and_the_last_takes_the_rest() -> None:
    cents = Cents(instalment_unit=10_000, instalment_rounding=Rounding.UP)
    made = schedule(a_loan(cents=cents))

    assert {row.payment for row in made.rows[:-1]} == {5_170_000}
    assert made.rows[-1].payment < 5_170_000


def test_the_residue_is_spread_where_the_product_says_so() -> None:
    """100.00 over 36 months: thirty instalments short by half a cent are more than the last can hide."""
    loan = {"principal": Money(10_000, "CNY"), "rate": Decimal("0.1"), "periods": 36}
    last = schedule(a_loan(**loan)).rows
    spread = schedule(a_loan(**loan, cents=Cents(residue=Residue.SPREAD))).rows

    gaps = [abs(rows[-1].payment - rows[0].payment) for rows in (last, spread)]
    assert gaps[1] <= gaps[0]
    equal = schedule(a_loan(**loan, method=Method.EQUAL_PRINCIPAL, cents=Cents(residue=Residue.SPREAD))).rows
    assert {row.principal for row in equal} == {277, 278}


def test_a_fixed_instalment_makes_the_number_of_periods() -> None:
    made = schedule(a_loan(instalment=5_163_986))

    assert len(made.rows) == 12
    assert made.rows[-1].payment == 5_163_984


def test_a_fixed_instalment_that_does_not_pay_the_interest_is_refused() -> None:
    with pytest.raises(Refused, match="do not repay"):
        schedule(a_loan(instalment=300_000))


@pytest.mark.parametrize(
    ("rule", "paid_by", "interest", "total"),
    [
        (HolidayRule(), "2025-10-01", 300_000, 610_000),
        (HolidayRule(roll=Roll.FOLLOWING), "2025-10-09", 300_000, 610_000),
        (HolidayRule(roll=Roll.FOLLOWING, interest_runs=True), "2025-10-09", 380_000, 630_000),
        (HolidayRule(roll=Roll.PRECEDING, interest_runs=True), "2025-09-30", 290_000, 600_000),
    ],
)
def test_a_due_date_in_the_national_holidays(
    rule: HolidayRule, paid_by: str, interest: int, total: int
) -> None:
    """T13: 1 October 2025; 9 October is the next working day, and the days between may bear interest."""
    made = schedule(
        a_loan(method=Method.BULLET, drawn=date(2025, 9, 1), periods=2, holidays=rule, basis=Basis()), CHINA
    )

    assert (str(made.rows[0].due), str(made.rows[0].pay_by)) == ("2025-10-01", paid_by)
    assert made.rows[0].interest == interest
    # What the first period gains the second one loses; 1 November 2025 is a Saturday.
    assert made.interest == total


def test_due_dates_that_would_meet_are_refused() -> None:
    weekly = DueRule(every=7, unit=Every.DAYS)
    loan = a_loan(drawn=date(2025, 9, 24), periods=3, due=weekly, holidays=HolidayRule(roll=Roll.FOLLOWING))

    with pytest.raises(Refused, match="not after the due date"):
        schedule(loan, CHINA)


def test_a_schedule_into_a_year_without_a_notice_is_an_error() -> None:
    with pytest.raises(Refused, match="2027"):
        schedule(a_loan(drawn=date(2026, 6, 15), holidays=HolidayRule(roll=Roll.FOLLOWING)), CHINA)
