"""Interest of what is outstanding in fact, as Fineract and Frappe have it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from core.kernel.money import Money
from core.kernel.rounding import Rounding, divided
from core.loan.accrual import Piece, earned_by, exact_interest
from core.loan.day_counts import DayCount, Ends
from core.loan.interest import Basis
from core.loan.penalty import CompoundBase, Overdue, PenaltyRule, Step, charge
from core.loan.schedules import schedule
from core.loan.terms import Cents, Method, Residue, Schedule, Terms
from tests.vectors.figures import day, minor, spelled_day, vector

FINERACT = Cents(rounding=Rounding.HALF_EVEN, instalment_rounding=Rounding.HALF_EVEN, residue=Residue.SPREAD)


def hundred(name: str) -> Schedule:
    """100.00 at 7 % over six months, a twelfth of a year each."""
    given, _ = vector(name)
    assert (given["days_in_year"], given["days_in_month"]) == (360, 30)
    return schedule(
        Terms(
            principal=Money(minor(given["principal"]), "EUR"),
            rate=Decimal(given["annual_rate_percent"]) / 100,
            drawn=day(given["disbursed"]),
            method=Method.EQUAL_INSTALMENT,
            periods=given["n"],
            basis=Basis(monthly=True),
            cents=FINERACT,
        )
    )


def test_a_loan_paid_off_early_owes_interest_to_that_day() -> None:
    name = "fineract-early-payoff-till-preclose"
    given, expected = vector(name)
    made = hundred(name)
    [_, (paid_off, _)] = given["events"]
    first = made.rows[0]

    assert [(row.due, row.principal, row.interest, row.balance) for row in made.rows] == [
        (spelled_day(row["due"]), minor(row["principal"]), minor(row["interest"]), minor(row["balance"]))
        for row in expected["original"]
    ]
    interest = earned_by(made, day(paid_off)) - first.interest
    assert interest == minor(expected["payoff_interest"])
    assert first.balance == minor(expected["payoff_principal"])
    assert first.balance + interest == minor(expected["payoff_amount"])


def test_of_a_loan_that_nobody_pays_every_period_bears_interest_on_all_of_it() -> None:
    name = "fineract-recalc-overdue-all-unpaid"
    made = hundred(name)
    principal, instalment = made.terms.principal.minor, made.rows[0].payment

    for row, theirs in zip(made.rows, vector(name)[1]["rows"], strict=True):
        exact = exact_interest(made, row, [Piece(10_000, row.since, row.until)])
        interest = divided(exact.numerator, exact.denominator, Rounding.HALF_EVEN)
        assert interest == minor(theirs["interest"])
        part = principal if row.balance == 0 else instalment - interest
        assert part == minor(theirs["principal"])
        principal -= part
    assert principal == 0


def test_one_unpaid_instalment_bears_interest_until_the_day_of_the_reckoning() -> None:
    """Period 3: nine days on what was outstanding, and the rest of them as if it were paid that day."""
    name = "fineract-recalc-overdue-one-paid-one-unpaid"
    given, expected = vector(name)
    made = hundred(name)
    overdue, third = made.rows[1], made.rows[2]
    on = day(given["as_of"])

    exact = exact_interest(
        made,
        third,
        [
            Piece(overdue.balance + overdue.principal, third.since, on),
            Piece(overdue.balance, on, third.until),
        ],
    )

    assert divided(exact.numerator, exact.denominator, Rounding.HALF_EVEN) == minor(
        expected["rows"][2]["interest"]
    )


def test_penalty_on_overdue_interest_after_grace_is_frappes_formula() -> None:
    """Frappe charges the 30th day as well: 26 days after five of grace, which is both ends counted."""
    given, expected = vector("frappe-penalty")
    half = 1_234_567
    rule = PenaltyRule(
        steps=(Step(rate=Decimal(given["penalty_rate_percent"]) / 100),),
        compound=CompoundBase.INTEREST,
        grace_days=given["grace_days"],
        grace_kept=True,
        count=DayCount.ACT_365F,
        ends=Ends.BOTH,
    )
    late = Overdue(after=day("2024-01-01"), interest=half)

    ours = charge(late, rule, Decimal(0), day("2024-01-31")).compound

    assert given["basis"] == 365
    assert expected["formula"] == "I/2*25%/365*26 rounded to 0.01"
    assert ours == round(Fraction(half * 25 * 26, 36_500))
