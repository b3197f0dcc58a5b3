"""Schedules as Fineract, Frappe and numpy-financial have them, to the cent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from core.kernel.money import Money
from core.kernel.rounding import Rounding
from core.loan.day_counts import DayCount, Ends
from core.loan.due_dates import DueRule, Every
from core.loan.interest import Basis, YearParts, ratio
from core.loan.repaying import annuity
from core.loan.schedules import schedule
from core.loan.terms import Cents, Method, Residue, Terms
from tests.vectors.figures import day, minor, vector

FINERACT = Cents(rounding=Rounding.HALF_EVEN, instalment_rounding=Rounding.HALF_EVEN, residue=Residue.SPREAD)
BASES = {
    ("DAYS_360", "DAYS_30"): Basis(monthly=True),
    ("ACTUAL", "ACTUAL"): Basis(count=DayCount.ACT_ACT_ISDA, ends=Ends.LAST),
    ("DAYS_364", "ACTUAL"): Basis(count=DayCount.ACT_364),
}
EMI = (
    "fineract-emi-disbursedAmt100_dayInYears360_daysInMonth30_repayEvery1Month",
    "fineract-emi-disbursedAmt100_dayInYearsActual_daysInMonthActual_repayEvery1Month",
    "fineract-emi-disbursedAmt1000_NoInterest_repayEvery1Month",
    "fineract-emi-disbursedAmt100_dayInYears364_daysInMonthActual_repayEvery1Week",
)


def fineracts(principal: int, percent: str, first: str, count: int, basis: Basis) -> Terms:
    return Terms(
        principal=Money(principal, "EUR"),
        rate=Decimal(percent) / 100,
        drawn=day(first),
        method=Method.EQUAL_INSTALMENT,
        periods=count,
        basis=basis,
        cents=FINERACT,
    )


@pytest.mark.parametrize("name", EMI)
def test_equal_instalments_are_fineracts(name: str) -> None:
    """The second lists periods until the first of a month, its factors are of whole months: so are ours."""
    given, expected = vector(name)
    basis = BASES[given["days_in_year"], given["days_in_month"]]
    first, count = given["periods"][0][0], len(given["periods"])
    terms = fineracts(minor(given["principal"]), given["annual_rate_percent"], first, count, basis)
    rule = DueRule(unit=Every.WEEKS if given["frequency"] == "WEEKS" else Every.MONTHS)

    rows = schedule(msgspec.structs.replace(terms, due=rule)).rows

    parts = YearParts(basis)
    for row, theirs in zip(rows, expected["rows"], strict=True):
        ours = (row.payment, row.interest, row.principal, row.balance)
        assert ours == tuple(minor(theirs[name]) for name in ("emi", "interest", "principal", "balance"))
        factor = Fraction(parts.between(row.since, row.until), parts.denominator) * Fraction(terms.rate)
        assert abs(factor - Fraction(theirs["rate_factor"])) < Fraction(1, 10**11)
    assert [str(row.since) for row in rows] == [since for since, _ in given["periods"]]


def test_growth_of_annuities_is_fineracts() -> None:
    """fn_k = 1 + fn_(k-1) (1 + r_k), to eleven decimals."""
    given, expected = vector("fineract-rate-factors-365")
    scale = 10**12
    factors = [round(Fraction(factor) * scale) for factor in expected["rate_factors"]]

    for count in range(1, 7):
        top, bottom = annuity(1, factors[:count], scale)
        growth = Fraction(1)
        for factor in factors[:count]:
            growth *= 1 + Fraction(factor, scale)
        assert abs(growth / Fraction(top, bottom) - Fraction(expected["fn"][count - 1])) < Fraction(1, 10**10)
    assert given["days_in_year"] == "365"


def test_a_second_disbursement_makes_the_rest_again() -> None:
    """On a due date the balance is a loan of its own over the periods that are left."""
    given, expected = vector("fineract-emi-second-disbursement-on-due-date")
    (first, amount), (second, more) = given["disbursements"]
    percent, basis = given["annual_rate_percent"], Basis(monthly=True)
    before = schedule(fineracts(minor(amount), percent, first, 6, basis)).rows[:2]
    left = before[-1].balance + minor(more)
    after = schedule(fineracts(left, percent, second, 4, basis)).rows

    rows = [(row.payment, row.interest, row.principal) for row in (*before, *after)]
    assert rows == [
        (minor(row["emi"]), minor(row["interest"]), minor(row["principal"])) for row in expected["rows"]
    ]
    assert [str(row.due) for row in (*before, *after)] == given["due_dates"]


def test_equal_principal_in_whole_units_is_fineracts() -> None:
    given, expected = vector("fineract-rounding-multiples-of-1")
    rows = schedule(
        Terms(
            principal=Money(minor(given["principal"]), "EUR"),
            rate=Decimal(0),
            drawn=day("2023-09-01"),
            method=Method.EQUAL_PRINCIPAL,
            periods=given["n"],
            cents=Cents(instalment_unit=100 * int(given["multiples_of"])),
        )
    ).rows

    assert str(rows[0].due) == given["first_due"]
    assert [row.principal for row in rows] == [minor(part) for part in expected["principal"]]


def test_a_monthly_annuity_is_fineracts() -> None:
    given, expected = vector("fineract-cumulative-emi-2pct-month")
    terms = fineracts(minor(given["principal"]), "24", given["disbursed"], given["n"], Basis(monthly=True))
    rows = schedule(msgspec.structs.replace(terms, cents=Cents())).rows

    assert [(str(row.due), row.principal, row.interest) for row in rows] == [
        (row["due"], minor(row["principal"]), minor(row["interest"])) for row in expected["rows"]
    ]
    assert (rows[0].payment, rows[-1].payment) == (minor(expected["emi"]), minor(expected["last"]))


def test_a_currency_paid_in_hundreds_is_fineracts() -> None:
    """Interest comes in multiples too, for it is the currency that has no smaller coin."""
    given, expected = vector("fineract-equal-principal-multiples-of-100")
    hundred = 100 * given["currency_in_multiples_of"]
    rows = schedule(
        Terms(
            principal=Money(minor(given["principal"]), "EUR"),
            rate=Decimal(given["monthly_rate_percent"]) * 12 / 100,
            drawn=day(given["disbursed"]),
            method=Method.EQUAL_PRINCIPAL,
            periods=given["n"],
            basis=Basis(monthly=True),
            cents=Cents(interest_unit=hundred, instalment_unit=hundred),
        )
    ).rows

    for number, row in expected["checked_periods"].items():
        ours = rows[int(number) - 1]
        assert (ours.principal, ours.interest) == (100 * row["principal"], 100 * row["interest"])


@pytest.mark.parametrize("seed", [31, 28, 25])
def test_due_dates_keep_the_seed_day_as_fineracts_do(seed: int) -> None:
    given, expected = vector(f"fineract-due-dates-seed-{seed}")
    terms = fineracts(100_00, "0", "2023-01-01", given["n"], Basis())
    rows = schedule(msgspec.structs.replace(terms, due=DueRule(first=day(given["first_due"])))).rows

    assert [str(row.due) for row in rows] == expected["due_dates"]


def frappes(given: dict[str, Any], **changed: Any) -> Terms:
    return Terms(
        principal=Money(minor(given["principal"]), "INR"),
        rate=Decimal(given["annual_rate_percent"]) / 100,
        drawn=day("2020-01-01"),
        method=Method.EQUAL_INSTALMENT,
        basis=Basis(monthly=True),
        **changed,
    )


def test_an_instalment_rounded_up_to_the_unit_is_frappes() -> None:
    """Frappe does not round interest at all; to the unit, in which it prints, ours are the same."""
    given, expected = vector("frappe-emi-ceil")
    cents = Cents(instalment_unit=100, instalment_rounding=Rounding.UP)
    made = schedule(frappes(given, periods=given["n"], cents=cents))

    assert made.rows[0].payment == minor(expected["emi"])
    assert round(made.interest / 100) == int(expected["total_interest"])
    for number, row in expected["rows_rounded_to_unit"].items():
        ours = made.rows[int(number) - 1]
        assert [str(round(each / 100)) for each in (ours.principal, ours.interest, ours.balance)] == row


def test_a_fixed_instalment_takes_as_many_periods_as_frappes() -> None:
    given, expected = vector("frappe-fixed-amount")
    made = schedule(frappes(given, instalment=minor(given["instalment"])))

    assert len(made.rows) == expected["n"]
    assert round(made.interest / 100) == int(expected["total_interest"])
    assert round(sum(row.payment for row in made.rows) / 100) == int(expected["total_payment"])


def test_an_annuity_is_numpys_to_its_digits() -> None:
    given, expected = vector("numpy-financial-pmt-decimal")
    top, bottom = ratio(Decimal(given["annual_rate"]))
    exact = Fraction(*annuity(int(given["pv"]), [top] * given["n"], bottom * 12))

    # Theirs was rounded to 28 digits at every step, and is off by 1.3e-23; ours is exact.
    assert abs(exact + Fraction(expected["pmt"])) < Fraction(1, 10**20)
