"""One bad loan of a debtor makes its others bad, a restructured one is watched for a year, and both end."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.days import date_of
from core.kernel.money import Money
from core.ledger import Line
from core.loan import DayEnded, Due, Facility, Loan, LoanWork, Plan, Standing, Watch
from core.loan.booking import Fact, book, parts_of
from core.loan.drawing import due_rows
from core.loan.factory import calendar_of
from core.loan.schedules import schedule
from core.loan.slices import count_running, slice_of
from core.loan.terms import Method
from core.loan.watching import tell_newcomer
from tests.core.loan.running import DRAWN, LOAN, RunningLoan, on
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import paid
from tests.core.rooms import ordered

OTHER = "L-2"


class TwoLoans(RunningLoan):
    """A debtor with two loans under two facilities: the other one is paid at the end of 2026."""

    def __init__(self, minor: int = 100_000_000, **facility: Any) -> None:
        super().__init__()
        self.act(lambda message, work: self._lend(message, work, minor, facility), DRAWN)

    def _lend(self, message: Message, work: LoanWork, minor: int, changed: dict[str, Any]) -> None:
        facility = replace(
            self.row(Facility, "F-1"), facility_no="F-2", account="622299", outstanding_minor=minor
        )
        facility = replace(facility, **changed)
        terms = replace(
            self.terms,
            principal=Money(minor, "CNY"),
            method=Method.WITH_PRINCIPAL,
            periods=0,
            maturity=date_of(2026_12_30),
        )
        made = schedule(terms)
        loan = replace(
            self.loan,
            loan_no=OTHER,
            facility_no="F-2",
            borrower=facility.borrower,
            principal_minor=minor,
            slice=slice_of(OTHER),
        )
        work.facilities.put(facility)
        work.loans.put(loan)
        plan = Plan(loan_no=OTHER, plan=1, from_day=DRAWN, why="drawn", terms=canonical_bytes(terms))
        work.plans.put(plan)
        for row in due_rows(OTHER, 1, made, calendar_of(work, known=True)):
            work.dues.put(row)
        work.standings.put(Standing(loan_no=OTHER, outstanding_minor=minor, accrued_through=DRAWN))
        count_running(work.slices, OTHER, 1)
        fact = Fact("loan.disbursed", f"draw/{OTHER}", DRAWN, parts_of(self.product, facility, loan))
        book(message, work, fact, principal=minor, invoice=0, reserve=0)

    def end_day(self, day: int) -> list[Message]:
        made = super().end_day(day)
        body = DayEnded(business_day=day, slice=slice_of(OTHER))
        return [*made, *self.receive(ordered("loan.day_ended.v1", body, on(day, 23), key=f"{OTHER}/{day}"))]

    def category(self, loan_no: str) -> int:
        return self.row(Standing, loan_no).category


def test_one_bad_loan_makes_the_debtor_s_others_bad_and_their_interest_is_income_no_more() -> None:
    loan = TwoLoans()
    loan.end_days(2025_07_02)
    assert (loan.category(LOAN), loan.category(OTHER)) == (2, 1)

    loan.end_days(2025_07_04, since=2025_07_03)

    assert (loan.category(LOAN), loan.category(OTHER)) == (3, 3)
    other = loan.row(Standing, OTHER)
    assert other.non_accrual
    assert loan.balance("1132", OTHER) == 0
    assert other.suspended_minor == loan.balance("suspended_interest", OTHER) > 0
    assert -loan.balance("1304", OTHER) == other.provision_minor == 26_000_000
    assert loan.row(Loan, OTHER).state == "ACTIVE", "it is not late itself"
    [told] = [each.body.subject for each in loan.produced if each.type == "risk.outcome_told.v1"]
    assert told == f"drawdown/{LOAN}", "only what went bad by itself is an outcome"


def test_what_is_a_small_part_of_a_debtor_s_claims_makes_nothing_else_bad() -> None:
    loan = TwoLoans(minor=540_000_000)

    loan.end_days(2025_07_10)

    assert (loan.category(LOAN), loan.category(OTHER)) == (3, 1)
    assert loan.row(Standing, OTHER).provision_minor == 5_400_000


def test_another_debtor_s_loan_is_judged_by_itself() -> None:
    loan = TwoLoans(borrower="91310000MA1FL2222B")

    loan.end_days(2025_07_10)

    assert (loan.category(LOAN), loan.category(OTHER)) == (3, 1)


def test_paid_up_the_one_is_good_again_and_the_others_once_something_of_them_is_paid() -> None:
    loan = TwoLoans()
    loan.end_days(2025_07_10)
    paid(loan, "215000.00", "B-1", 2025_07_11)
    loan.end_days(2025_07_12, since=2025_07_11)
    assert loan.category(LOAN) == 1
    assert loan.row(Watch, OTHER).debtor_bad_ppm == 0
    assert loan.category(OTHER) == 3, "time alone, or a fact less, mends nothing"

    paid(loan, "1.00", "B-2", 2025_07_13, payee_account={"number": "622299"})
    loan.end_days(2025_07_13, since=2025_07_13)

    assert loan.category(OTHER) == 1
    assert loan.row(Standing, OTHER).provision_minor == 1_000_000
    assert -loan.balance("1304", OTHER) == 1_000_000


def test_a_debtor_of_whom_something_was_written_off_has_no_good_loans() -> None:
    loan = TwoLoans(minor=900_000_000)
    loan.end_days(2025_07_10)
    assert loan.category(OTHER) == 1
    act(loan, "dispose", 2025_07_11)

    act(loan, "write_off", 2025_07_12)

    assert loan.row(Watch, OTHER).debtor_bad_ppm == 1_000_000
    assert loan.category(OTHER) == 3


def test_a_loan_that_ends_well_is_told_as_one_and_one_that_was_bad_is_not() -> None:
    good, bad = RunningLoan(), RunningLoan()
    act(good, "accelerate", 2025_03_10)
    paid(good, "600700.00", "B-1", 2025_03_10)
    bad.end_days(2025_07_10)
    act(bad, "accelerate", 2025_07_11)
    paid(bad, "700000.00", "B-1", 2025_07_11)

    def outcomes(loan: RunningLoan) -> list[tuple[bool, int]]:
        told = [each.body for each in loan.produced if each.type == "risk.outcome_told.v1"]
        return [(each.bad, each.as_of) for each in told]

    assert good.loan.state == bad.loan.state == "SETTLED"
    assert outcomes(good) == [(False, 2025_03_10)]
    assert outcomes(bad) == [(True, 2025_07_03)]


@pytest.mark.parametrize(("until", "category"), [(2026_04_07, 2), (2026_04_08, 1)])
def test_a_restructured_loan_is_special_mention_for_a_year_by_a_date_of_its_own(
    until: int, category: int
) -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_07)
    act(loan, "restructure", 2025_04_08, until_day=2026_12_30)
    assert loan.row(Watch, LOAN).restructured_day == 2025_04_08
    assert loan.standing.category == 2
    for due in loan.dues():
        if due.due < 2026_04_08:
            paid(loan, f"{due.open_minor / 100:.2f}", f"B-{due.number}", due.due)
    loan.end_days(until - 1, since=2025_04_08)
    assert loan.standing.category == 2, "paid on every day that was due, and watched"

    paid(loan, "1.00", "B-99", until)
    loan.end_days(until, since=until)

    assert loan.standing.category == category


def test_lines_of_both_loans_balance_whatever_came_of_them() -> None:
    loan = TwoLoans()
    loan.end_days(2025_07_10)

    general = loan.rows(Line, book="general")
    assert sum(line.minor if line.side == "debit" else -line.minor for line in general) == 0
    assert [due.loan_no for due in loan.rows(Due, loan_no=OTHER)] == [OTHER]


def newcomer(loan: TwoLoans, day: int) -> list[Message]:
    """What is told of the debtor where its other loan is paid out on that day."""
    return loan.act(lambda message, work: tell_newcomer(message, work, loan.row(Loan, OTHER), day), day)


def test_a_loan_that_joins_bad_ones_is_judged_by_them_and_one_that_joins_good_ones_is_not() -> None:
    loan = TwoLoans(minor=900_000_000)
    assert newcomer(loan, DRAWN) == []

    loan.end_days(2025_07_10)

    [told] = newcomer(loan, 2025_07_10)
    assert (told.type, told.body.loan_no) == ("loan.debtor_judged.v1", OTHER)


def test_a_loan_that_joins_one_that_was_written_off_is_judged_by_it_though_all_that_run_are_good() -> None:
    loan = TwoLoans(minor=900_000_000)
    loan.end_days(2025_07_10)
    act(loan, "dispose", 2025_07_11)
    act(loan, "write_off", 2025_07_12)
    loan.act(lambda _, work: work.standings.put(replace(loan.row(Standing, OTHER), category=1)), 2025_07_12)

    assert len(newcomer(loan, 2025_07_12)) == 1


def test_a_claim_that_turns_bad_between_two_newcomers_of_a_run_counts_for_the_second() -> None:
    """In one unit of work the debtor is looked at once; what that unit itself makes bad is seen."""
    loan = TwoLoans()

    def two(message: Message, work: LoanWork) -> list[Message]:
        row = loan.row(Loan, OTHER)
        assert tell_newcomer(message, work, row, DRAWN) == []
        work.standings.put(replace(loan.row(Standing, LOAN), category=3))
        return tell_newcomer(message, work, row, DRAWN)

    assert len(loan.act(two, DRAWN)) == 1
