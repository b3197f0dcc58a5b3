"""What became of a plan: its payments in the order of their days, and what being late costs by a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from core.loan.allocation import (
    Allocation,
    AllocationRule,
    Component,
    Owed,
    Payment,
    Surplus,
    allocate,
)
from core.loan.penalty import CompoundBase, PenaltyBase, PenaltyRule, Unpaid, charge_of


class PlanRow(NamedTuple):
    """An instalment as the plan has it, minor units; unpaid after `overdue_after` it is late since `due`."""

    number: int
    due: date
    overdue_after: date
    principal: int
    interest: int
    fee: int = 0


class Rules(NamedTuple):
    """How the product charges and spreads; rate: the contract's, a year."""

    overdue: PenaltyRule
    allocation: AllocationRule
    rate: Decimal


class RowState(msgspec.Struct, frozen=True, kw_only=True):
    """One instalment on a day: what was charged and what was paid of each component."""

    row: PlanRow
    penalty: int
    compound: int
    paid: dict[Component, int]
    settled: date | None

    def open(self, component: Component) -> int:
        charged = {
            Component.PRINCIPAL: self.row.principal,
            Component.INTEREST: self.row.interest,
            Component.FEE: self.row.fee,
            Component.PENALTY: self.penalty,
            Component.COMPOUND: self.compound,
        }
        return charged.get(component, 0) - self.paid.get(component, 0)


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """A plan on a day: its rows, and where each payment went, in the order of their days."""

    rows: tuple[RowState, ...]
    allocations: tuple[tuple[Payment, Allocation], ...]

    def past_due_days(self, on: date) -> int:
        """Days since the oldest unpaid due day; grace and holidays do not reset it (B19)."""
        late = [
            (on - state.row.due).days
            for state in self.rows
            if state.settled is None and on > state.row.overdue_after
        ]
        return max(late, default=0)


def play(rows: Sequence[PlanRow], payments: Iterable[Payment], rules: Rules, on: date) -> Played:
    """The plan at the end of `on`: payments count on their days, whenever they became known.

    A payment pays what was charged by the days before its own. Of compound interest on unpaid penalty the
    penalty counts as it stood at the payment before. What is kept against the next due date pays on that day,
    the oldest first, and before what comes on the day itself.
    """
    states = [_Running(row, rules) for row in rows]
    allocations: list[tuple[Payment, Allocation]] = []
    for payment in sorted(payments):
        _use_kept(states, allocations, payment.on, rules)
        _charge(states, payment.on, payment.on)
        allocations.append((payment, _spread(states, payment.amount, payment.on, rules)))
    _use_kept(states, allocations, on, rules)
    _charge(states, date.fromordinal(on.toordinal() + 1), on)
    return Played(rows=tuple(each.state() for each in states), allocations=tuple(allocations))


def _spread(states: Sequence[_Running], amount: int, on: date, rules: Rules) -> Allocation:
    allocation = allocate([each.owed() for each in states], amount, on, rules.allocation)
    for part in allocation.parts:
        next(each for each in states if each.row.number == part.instalment).take(
            part.component, part.amount, on
        )
    return allocation


def _use_kept(
    states: Sequence[_Running], allocations: list[tuple[Payment, Allocation]], until: date, rules: Rules
) -> None:
    """Each due day up to that one takes what is over of the payments before it."""
    if rules.allocation.surplus is not Surplus.OFFSET or not allocations:
        return
    last = allocations[-1][0].on
    for due in sorted({each.row.due for each in states if last < each.row.due <= until}):
        if not any(each.surplus for _, each in allocations):
            return
        _charge(states, due, due)
        for place, (payment, before) in enumerate(allocations):
            if before.surplus:
                more = _spread(states, before.surplus, due, rules)
                after = replace(before, parts=(*before.parts, *more.parts), surplus=more.surplus)
                allocations[place] = (payment, after)


def _charge(states: Sequence[_Running], until: date, on: date) -> None:
    """The days before `until`, as they stand on `on`: one who pays a day late has that day to pay.

    Where the whole loan bears the overdue rate, it does so once, in the name of the oldest late row.
    """
    outstanding = sum(each.open(Component.PRINCIPAL) for each in states)
    for each in sorted(states, key=lambda state: state.row.due):
        if each.charge(until, on, outstanding):
            outstanding = 0


class _Running:
    """One instalment while its plan is played."""

    def __init__(self, row: PlanRow, rules: Rules) -> None:
        self.row = row
        self._rules = rules
        self._paid: dict[Component, int] = {}
        self._since = row.due
        self._principal: list[Unpaid] = []
        self._interest: list[Unpaid] = []
        self._penalty = 0
        self._compound = 0
        self._settled: date | None = None
        if not any(self.open(each) for each in Component):
            self._settled = row.due

    def open(self, component: Component) -> int:
        return self.state().open(component)

    def owed(self) -> Owed:
        found = self.state()
        return Owed(
            instalment=self.row.number,
            due=self.row.due,
            amounts={each: found.open(each) for each in Component},
        )

    def charge(self, until: date, on: date, outstanding: int) -> bool:
        """What the days before `until` cost, none of those that a holiday adds; whether it is late."""
        rule = self._rules.overdue
        if until <= self._since or self._settled is not None:
            return False
        principal = self.open(Component.PRINCIPAL)
        base = outstanding if rule.base is PenaltyBase.LOAN and principal else principal
        fees = self.open(Component.FEE) if rule.fees else 0
        self._principal.append(Unpaid(base + fees, self._since, until))
        interest = self._compounding(self.open(Component.INTEREST))
        self._interest.append(Unpaid(interest, self._since, until))
        self._since = until
        if on > max(self.row.overdue_after, self.row.due + timedelta(days=rule.grace_days)):
            self._penalty = charge_of(self._principal, self.row.due, rule, self._rules.rate)
            self._compound = charge_of(self._interest, self.row.due, rule, self._rules.rate)
        return bool(principal)

    def take(self, component: Component, amount: int, on: date) -> None:
        self._paid[component] = self._paid.get(component, 0) + amount
        if not any(self.open(each) for each in Component):
            self._settled = on

    def state(self) -> RowState:
        return RowState(
            row=self.row,
            penalty=self._penalty,
            compound=self._compound,
            paid=dict(self._paid),
            settled=self._settled,
        )

    def _compounding(self, interest: int) -> int:
        bases = {
            CompoundBase.NONE: 0,
            CompoundBase.INTEREST: interest,
            CompoundBase.INTEREST_AND_PENALTY: interest + self.open(Component.PENALTY),
        }
        return bases[self._rules.overdue.compound]
