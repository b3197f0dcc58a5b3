"""A model of one loan's book, written from what the papers promise: facts in, and where it stands by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tests.properties.loan_states import ACTS, CATEGORIES, LATER, RUNNING, TAKES_BACK
from tests.properties.loan_sums import (
    COMPOUND,
    FEE,
    INTEREST,
    PENALTY,
    PRINCIPAL,
    Contract,
    Paid,
    Played,
    Row,
    dues_until,
    earned,
    half_up,
    kept_up,
    lateness,
    plan,
    play,
    working,
)

DAY = timedelta(days=1)
# For so long a restructured loan is special mention at least.
WATCHED = timedelta(days=365)


class LoanModel:
    """One loan since its draw. through: the days before it are earned."""

    def __init__(self, contract: Contract, rows: list[Row], drawn: date) -> None:
        self.contract, self.drawn = contract, drawn
        self.disbursed = sum(row.principal for row in rows)
        self.state, self.category, self.days_late = "ACTIVE", 1, 0
        self.through, self.ended = drawn, drawn - DAY
        self.watched_until = drawn
        # Whether a day has ended since money was taken back: only then is a bad loan off the books again.
        self.judged = False
        self.known: dict[str, int] = {}
        self.taken_back: list[str] = []
        self.unknown: list[str] = []
        self.returned: list[str] = []
        self.paid_since = self.off_income = self.was_off = False
        self.penalty = self.compound = self.set_aside = 0
        self.written_off = self.claimed = self.refunded = self.recovered = self.forgone = 0
        # What earlier plans earned, and what was paid under them of each component.
        self.told = self.plan = 0
        self.before: dict[str, int] = {}
        self.earned_before = self.over_before = 0
        self._begin(rows)

    def _begin(self, rows: list[Row]) -> None:
        self.rows, self.plan = rows, self.plan + 1
        self.base = self.disbursed - self.before.get(PRINCIPAL, 0)
        self.payments: list[Paid] = []
        self.used = self.rows[0].since
        self._look(self.through - DAY)
        self.penalty = self.compound = 0

    # What the facts come to.

    @property
    def outstanding(self) -> int:
        """B9: what was disbursed, less what was repaid and what was written off."""
        return 0 if self.written_off else self.disbursed - self.paid(PRINCIPAL)

    @property
    def earned(self) -> int:
        return self.earned_before + earned(self.contract, self.rows, self.through)

    @property
    def owed_interest(self) -> int:
        """Earned and not paid, on the books or off them."""
        return self.earned - self.paid(INTEREST)

    @property
    def surplus(self) -> int:
        return self.over_before + sum(self.over.values()) - self.refunded

    def paid(self, what: str) -> int:
        return self.before.get(what, 0) + sum(each.paid.get(what, 0) for each in self.shown)

    def first_open(self) -> Played | None:
        return next((each for each in self.shown if each.settled is None), None)

    # What happens.

    def end_day(self, day: date) -> None:
        """A day that was ended before changes nothing; those that were left out come with this one (B8)."""
        if day <= self.ended:
            return
        self.ended = day
        if self.state not in RUNNING:
            return
        if not self._use_kept(day):
            return
        self.through = max(self.through, day + DAY)
        late = [each for each in self.shown if each.settled is None and each.row.due <= day]
        self.days_late = self.penalty = self.compound = 0
        self.judged = True
        if late:
            self._look(day)
            self._count_charges()
            self.days_late = max(
                ((day - each.row.due).days for each in self.shown if each.is_late(day)), default=0
            )
            wanted = lateness(late[0].row, day, self.contract.grace)
            at = LATER.index(self.state) if self.state in LATER else 0
            if self.state not in {"ACCELERATED", "IN_DISPOSAL"} and LATER.index(wanted) > at:
                self.state = wanted
        self._judge()

    def _use_kept(self, day: date) -> bool:
        """What is over pays what is due by now, on its day; whether the loan still runs."""
        found = self.first_open()
        if not sum(self.over.values()) or found is None or found.row.due > day:
            return True
        self.through = max(self.through, found.row.due)
        self.paid_since = True
        self._settle(day)
        return self.state in RUNNING

    def pay(self, number: str, minor: int, value: date, today: date, *, early: bool = False) -> bool:
        """Whether it is taken; told before it is the same money, with another amount nobody's doing (T20)."""
        if number in self.known:
            return True
        if self.state not in RUNNING:
            self.known[number] = minor
            self.unknown.append(number)
            return True
        found = self.first_open()
        if early and found is not None and found.row.since <= value < found.row.due:
            self._bring_due(minor, value)
        self.known[number] = minor
        if value < self.rows[0].since:
            # Older than the plan in force: people say what it pays.
            self.unknown.append(number)
            return True
        self.through = max(self.through, min(value, today))
        self.told += 1
        self.payments.append(Paid(value, self.told, minor, number))
        self.paid_since = True
        self._settle(today)
        return True

    def take_back(self, number: str, today: date) -> bool:
        if self.give_back(number):
            self.taken_back.append(self.returned.pop())
            return True
        found = [each for each in self.payments if each.number == number]
        if not found or self.state not in TAKES_BACK or self.written_off:
            return False
        self.judged = False
        self.payments.remove(found[0])
        self.taken_back.append(number)
        self.paid_since = True
        self._settle(today)
        return True

    def give_back(self, number: str) -> bool:
        if number not in self.unknown:
            return False
        self.unknown.remove(number)
        self.returned.append(number)
        return True

    def act(self, name: str, day: date, minor: int | None = None, until: date | None = None) -> bool:
        sources, target = ACTS[name]
        if self.state not in sources or (name in {"extend", "restructure"} and not (until and until > day)):
            return False
        if name != "dispose" and not getattr(self, f"_{name}")(day, minor if until is None else until):
            return False
        self.state = target or self.state
        return True

    # Acts.

    def _extend(self, day: date, until: date) -> bool:
        if not self.outstanding:
            return False
        self._again(day, until, 0)
        return True

    def _restructure(self, day: date, until: date) -> bool:
        if not self._extend(day, until):
            return False
        self.watched_until, self.category = day + WATCHED, max(self.category, 2)
        return True

    def _accelerate(self, day: date, _minor: int | None) -> bool:
        self._again(day, None, self.outstanding)
        return True

    def _write_off(self, day: date, _minor: int | None) -> bool:
        self.through = max(self.through, day)
        booked = 0 if self.off_income else self.owed_interest
        self.claimed = self.outstanding + booked
        if not self.claimed:
            return False
        self.forgone = self.owed_interest - booked
        self.written_off = self.claimed
        self.penalty = self.compound = self.set_aside = 0
        return True

    def _recover(self, _day: date, minor: int | None) -> bool:
        minor = self.claimed if minor is None else minor
        if not 0 < minor <= self.claimed:
            return False
        self.claimed -= minor
        self.recovered += minor
        self.set_aside += minor if self.state == "WRITTEN_OFF" else 0
        return True

    def _refund_surplus(self, _day: date, minor: int | None) -> bool:
        minor = self.surplus if minor is None else minor
        if not 0 < minor <= self.surplus:
            return False
        self.refunded += minor
        return True

    def _close(self, _day: date, _minor: int | None) -> bool:
        if self.surplus or self.outstanding:
            return False
        self.set_aside = 0
        return True

    # How.

    def _look(self, on: date) -> None:
        self.shown, self.went, self.over = play(self.contract, self.rows, self.payments, on, self.used)

    def _count_charges(self) -> None:
        self.penalty = sum(each.open(PENALTY) for each in self.shown)
        self.compound = sum(each.open(COMPOUND) for each in self.shown)

    def _judge(self) -> None:
        found = max((each[1] for each in CATEGORIES if self.days_late > each[0]), default=1)
        if self.ended < self.watched_until:
            found = max(found, 2)
        self.category = found if self.paid_since else max(found, self.category)
        self.paid_since = False
        bad = self.days_late > 90 or self.category > 2
        self.off_income = bad or (self.off_income and not kept_up(self.shown, self.ended))
        self.was_off = self.was_off or self.off_income
        share = next((each[2] for each in CATEGORIES if each[1] == self.category), 0)
        self.set_aside = half_up(Fraction(self.outstanding, 100)) + half_up(
            Fraction(self.outstanding * share, 100)
        )

    def _settle(self, today: date) -> None:
        self.used = max(self.used, today)
        self._look(today)
        self._count_charges()
        late = [each.row for each in self.shown if each.settled is None and each.row.due <= today]
        if self.first_open() is None and not self.outstanding:
            self.state = "CLOSED" if self.state == "CLOSED" else "SETTLED"
        elif self.state in TAKES_BACK[7:]:
            self.state = "ACTIVE"
        elif self.state in LATER[1:]:
            wanted = lateness(late[0], today, self.contract.grace) if late else "ACTIVE"
            if LATER.index(wanted) < LATER.index(self.state):
                self.state = wanted

    def _bring_due(self, minor: int, value: date) -> None:
        """What the money pays of the principal falls due that day, with all that is owed so far."""
        self._look(value - DAY)
        owed = self.earned_before + earned(self.contract, self.rows, value) - self.paid(INTEREST)
        fee = self._charges()
        if minor <= owed + fee:
            self._look(value)
            return
        self._again(value, max(row.due for row in self.rows), min(minor - owed - fee, self.outstanding))

    def _charges(self) -> int:
        """Penalty, compound interest and fees that are open."""
        return sum(each.open(what) for each in self.shown for what in (PENALTY, COMPOUND, FEE))

    def _again(self, day: date, until: date | None, part: int) -> None:
        """A new plan from that day on: what is owed so far and this part at once, the rest by its end."""
        self._look(day - DAY)
        self.through = day
        owed, fee, left = self.owed_interest, self._charges(), self.outstanding - part
        rows = []
        if owed or fee or not left or part:
            rows.append(Row(1, day, day, day, working(day), part, owed, part, fee))
        if left and until is not None:
            made = plan(self.contract, left, day, dues_until(day, until))
            rows += [replace(row, number=len(rows) + row.number, late_after=working(row.due)) for row in made]
        self.earned_before = self.earned
        self.over_before += sum(self.over.values())
        for what in (PRINCIPAL, INTEREST, FEE, PENALTY, COMPOUND):
            self.before[what] = self.paid(what)
        self._begin(rows)
