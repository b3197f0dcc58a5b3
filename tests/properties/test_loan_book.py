"""A loan and everything that may happen to it, in any order, beside a model of its own: B1 to B19.

B17 is held here by the plan alone: at our rate of return its payments are worth what was lent; other houses'
figures stand in tests/vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.kernel.days import day_number
from core.kernel.errors import Refused
from tests.properties.loan_checks import LoanChecks
from tests.properties.loan_desk import DRAWN, LoanDesk
from tests.properties.loan_model import DAY, LoanModel
from tests.properties.loan_states import ACTS, RUNNING
from tests.properties.loan_sums import PRINCIPAL_FIRST, USUAL, Contract, months_on, plan
from tests.properties.worlds import run

HALF = Fraction(1, 2)
PICK = some.integers(0, 1_000)
# How many days pass at once; days are seldom left out for long.
DAYS = some.sampled_from((1, 1, 2, 5, 14, 31, 62, 95))
BACK = some.sampled_from((0, 0, 0, 1, 1, 3, 10, 40))
LAST_DAY = date(2026, 11, 1)
CONTRACTS = some.builds(
    Contract,
    method=some.sampled_from(("equal_instalment", "equal_principal", "bullet", "with_principal")),
    rate=some.sampled_from((Fraction(6, 100), Fraction(72, 1000), Fraction(12345, 100_000))),
    year=some.sampled_from((360, 365)),
    uplifts=some.sampled_from((((0, HALF),), ((0, HALF), (30, Fraction(1))))),
    grace=some.sampled_from((0, 0, 5)),
    grace_kept=some.booleans(),
    compound=some.sampled_from(("interest", "interest", "none", "interest_and_penalty")),
    orders=some.sampled_from((((0, USUAL),), ((0, USUAL), (31, PRINCIPAL_FIRST)))),
    by_component=some.booleans(),
    ahead=some.sampled_from(("none", "none", "next", "last")),
)


class LoanBook(RuleBasedStateMachine):
    """One loan, the model of it, and all that the clock, the bank, the funder and people may say."""

    @initialize(
        contract=CONTRACTS,
        principal=some.sampled_from((60_000_000, 60_000_000, 10_000_001, 99)),
        periods=some.sampled_from((1, 2, 3, 5, 6, 9)),
        runs=some.sampled_from((0, 12, 12, 40)),
    )
    def it_is_drawn(self, contract: Contract, principal: int, periods: int, runs: int) -> None:
        """And runs for so many days before anything is told of it."""
        self.desk = LoanDesk(contract, principal, periods)
        rows = plan(contract, principal, DRAWN, [months_on(DRAWN, each + 1) for each in range(periods)])
        self.model = LoanModel(contract, rows, DRAWN)
        self.checks = LoanChecks(self.desk, self.model)
        self.count, self.version = 0, 1
        self.days_go_by(runs, True)

    @rule(days=DAYS, told=some.sampled_from((True, True, True, False)))
    def days_pass(self, days: int, told: bool) -> None:
        self.days_go_by(days, told)

    @rule(back=some.integers(0, 40))
    def a_day_is_told_again(self, back: int) -> None:
        """B8: nothing of the books is another than before."""
        if self.model.ended >= DRAWN:
            before = self.desk.books()
            self.a_day_ends(max(self.model.ended - timedelta(days=back), DRAWN))
            assert self.desk.books() == before

    @rule(back=BACK, minor=some.integers(1, 5_000_000))
    def any_money_comes(self, back: int, minor: int) -> None:
        self.money(minor, back)

    @rule(late=some.sampled_from((0, 0, 1, 2, 6)), told=some.sampled_from((True, True, False)))
    def the_next_due_day_comes(self, late: int, told: bool) -> None:
        """And so many days more."""
        found = self.model.first_open()
        if found is not None and (wait := (found.row.due - self.desk.today).days + late) > 0:
            self.days_go_by(wait, told)

    @rule(back=BACK, more=some.sampled_from((0, 0, 0, -1, 1, 100_000)))
    def what_is_due_is_paid(self, back: int, more: int) -> None:
        self.money(self.due() + more, back)

    @rule(late=some.sampled_from((0, 1, 1, 2, 6)), more=some.sampled_from((0, 0, 1_000)))
    def it_was_paid_so_many_days_late(self, late: int, more: int) -> None:
        """Whenever it is told: by then the days until it were charged, and no day more."""
        found = self.model.first_open()
        if found is not None:
            back = (self.desk.today - found.row.due).days - late
            self.money(sum(found.open(what) for what in USUAL) + more, max(back, 0))

    @rule(back=BACK, share=some.integers(1, 99))
    def a_part_of_what_is_due_is_paid(self, back: int, share: int) -> None:
        self.money(self.due() * share // 100, back)

    @rule(share=some.sampled_from((0, 1, 20, 70, 120)), back=BACK, settle=some.booleans())
    def it_is_repaid_early(self, share: int, back: int, settle: bool) -> None:
        """B12: in part, or all of it with what is owed so far; told on that day, or later."""
        newest = min((each.on for each in self.model.payments), default=self.desk.today)
        # What was kept pays on its due day: money that is early as of a day before takes it for paid.
        came = [row.due for row in self.model.rows if newest < row.due <= self.desk.today]
        since = [each.on for each in self.model.payments] or [self.model.rows[0].since]
        value = max(self.desk.today - timedelta(days=back), *since, *came)
        owed = self.model.owed_interest + self.open_charges()
        minor = owed + self.model.outstanding * (100 if settle else share) // 100 + share % 3
        self.money(minor, (self.desk.today - value).days, early="settle" if settle else "early")

    @precondition(lambda self: self.model.known)
    @rule(pick=PICK, more=some.sampled_from((0, 0, 1)))
    def money_is_told_again(self, pick: int, more: int) -> None:
        """B16: it is one, and with another amount it is booked by nobody."""
        number = sorted(self.model.known)[pick % len(self.model.known)]
        before = self.desk.books()
        self.desk.bank_tells(number, self.model.known[number] + more, self.desk.today)
        after = self.desk.books()
        changed = {name for name in after.keys() | before.keys() if after.get(name) != before.get(name)}
        # Who told of it is kept: a bank may tell again what a funder told.
        changed = {name for name in changed if name.startswith(("loan_", "ledger_"))} - {"loan_told_money"}
        assert not changed, f"B16: {number} told again changed {changed}"

    @precondition(lambda self: self.model.known)
    @rule(pick=PICK)
    def money_is_taken_back(self, pick: int) -> None:
        """B11: the books are as if it had never come; a second time it is refused."""
        number = sorted(self.model.known)[-1 - pick % min(len(self.model.known), 3)]
        self.take_back(number)

    @precondition(lambda self: self.model.known)
    @rule(pick=PICK)
    def money_of_nobody_goes_back(self, pick: int) -> None:
        """P11: once, and what is somebody's never."""
        number = sorted(self.model.known)[-1 - pick % min(len(self.model.known), 3)]
        self.tries(lambda: self.desk.take_it_back(number, "return"), lambda: self.model.give_back(number))

    @precondition(lambda self: self.model.payments)
    @rule(pick=PICK)
    def money_is_taken_back_and_comes_again(self, pick: int) -> None:
        """B11: undone and done again, everything is what it was."""
        found = self.model.first_open()
        if self.model.surplus and found is not None and found.row.due <= self.desk.today:
            # What waits for the end of this day would pay at once when it is told anew.
            self.days_go_by(1, True)
        if not self.model.payments:
            return
        paid = self.model.payments[pick % len(self.model.payments)]
        if any(each.on == paid.on and each != paid for each in self.model.payments):
            return
        if self.model.state not in {"ACTIVE", "DUE", "GRACE", "OVERDUE"}:
            return
        before = self.checks.balances()
        self.take_back(paid.number)
        self.checks.all_of_it()
        self.money(paid.minor, (self.desk.today - paid.on).days)
        assert self.checks.balances() == before

    @rule(act=some.sampled_from(("extend", "restructure")), days=some.integers(-1, 130))
    def it_is_scheduled_anew(self, act: str, days: int) -> None:
        self.acts(act, until=min(self.desk.today + timedelta(days=days), LAST_DAY))

    @rule(act=some.sampled_from(("close", "close", "write_off", "accelerate", "dispose")))
    def people_decide(self, act: str) -> None:
        self.acts(act)

    @precondition(lambda self: self.model.category > 2)
    @rule()
    def a_bad_loan_is_given_up(self) -> None:
        self.acts("dispose")
        self.acts("write_off")

    @precondition(lambda self: self.model.state in RUNNING and self.model.plan < 3)
    @rule(
        bad=some.sampled_from((0, 95, 95)), months=some.integers(1, 4), late=some.sampled_from((0, 0, 0, 1))
    )
    def it_is_paid_up_and_kept_up(self, bad: int, months: int, late: int) -> None:
        """P12: after so long without any money, all arrears and then each instalment on its day, or late."""
        self.days_go_by(bad, True)
        for place in range(months + 2):
            self.money(self.due(), 0)
            self.days_go_by(1, True)
            self.checks.all_of_it()
            found = self.model.first_open()
            if place and found is not None:
                self.days_go_by((found.row.due - self.desk.today).days + late * (place == 2), True)

    @rule(minor=some.sampled_from((None, 0, 1, 1_000, 100_000_000)))
    def something_is_recovered(self, minor: int | None) -> None:
        """And of what is claimed afterwards not a cent more."""
        self.acts("recover", minor=minor)
        if self.model.written_off:
            self.acts("recover", minor=self.model.claimed + 1)

    @precondition(lambda self: self.model.state in {"SETTLED", "WRITTEN_OFF", "CLOSED"})
    @rule(minor=some.sampled_from((None, 1)))
    def what_was_too_much_goes_back(self, minor: int | None) -> None:
        self.acts("refund_surplus", minor=minor)

    @rule()
    def what_its_state_does_not_allow_is_refused(self) -> None:
        """B13; money paid too much may go back at any time."""
        until = self.desk.today + timedelta(days=30)
        for act, (sources, _) in ACTS.items():
            if self.model.state not in sources and act != "refund_surplus":
                self.acts(act, until=until)

    @rule(act=some.sampled_from(("extend", "accelerate", "dispose", "write_off", "close")))
    def one_alone_or_on_what_he_has_not_seen_does_nothing(self, act: str) -> None:
        until = {"until": self.desk.today + timedelta(days=30)} if act == "extend" else {}
        self.refused(lambda: self.desk.people_act(act, approver="chen", **until))
        self.refused(lambda: self.desk.people_act(act, version=self.desk.loan.version + 1, **until))

    @rule()
    def the_product_is_changed(self) -> None:
        """B18: nothing of this loan is another for it."""
        self.version += 1
        self.desk.publish_dearer(self.version)

    @invariant()
    def all_of_it_holds(self) -> None:
        self.checks.all_of_it()

    def days_go_by(self, days: int, told: bool) -> None:
        """Each is ended, or only the last of them."""
        for place in range(days):
            if self.desk.today >= LAST_DAY:
                return
            over = self.desk.today
            self.desk.today += DAY
            if told or place + 1 == days:
                self.a_day_ends(over)

    def a_day_ends(self, day: date) -> None:
        over = self.model.state in {"SETTLED", "WRITTEN_OFF", "CLOSED"}
        before = self.checks.lines() if over else 0
        self.desk.day_ends(day)
        self.model.end_day(day)
        if over:
            assert self.checks.lines() == before, "B14: a loan that is over earns and owes nothing"

    def money(self, minor: int, back: int, *, early: str = "") -> None:
        value = max(self.desk.today - timedelta(days=back), DRAWN)
        if minor <= 0:
            return
        self.count += 1
        number = f"R-{self.count:03}"
        self.tries(
            lambda: self.desk.is_told(number, minor, value, early),
            lambda: self.model.pay(number, minor, value, self.desk.today, early=bool(early)),
        )

    def take_back(self, number: str) -> None:
        self.tries(
            lambda: self.desk.take_it_back(number),
            lambda: self.model.take_back(number, self.desk.today),
        )

    def acts(self, name: str, *, minor: int | None = None, until: date | None = None) -> None:
        more: dict[str, Any] = {} if minor is None else {"minor": minor}
        self.tries(
            lambda: self.desk.people_act(name, until=until, **more),
            lambda: self.model.act(name, self.desk.today, minor, until),
        )

    def tries(self, says: Callable[[], None], may: Callable[[], bool]) -> None:
        """The room refuses what the model refuses, and a refusal leaves nothing behind."""
        if may():
            says()
        else:
            self.refused(says)

    def refused(self, says: Callable[[], None]) -> None:
        before = self.desk.books()
        try:
            says()
        except Refused:
            assert self.desk.books() == before, "a refusal left something behind"
            return
        raise AssertionError(
            f"it should have been refused, {self.model.state} on {day_number(self.desk.today)}"
        )

    def due(self) -> int:
        """What is open of the instalments that are due."""
        rows = [each for each in self.model.shown if each.row.due <= self.desk.today]
        return sum(each.open(what) for each in rows for what in USUAL)

    def open_charges(self) -> int:
        return self.model.penalty + self.model.compound


def test_the_loan_book_holds_whatever_happens_to_a_loan() -> None:
    """B1 to B19."""
    run(LoanBook, "many light machines")
