"""What fell due of a loan and is not paid at the end of a day: how late it is, what that costs, its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from core.kernel.days import date_of
from core.loan.allocation import Component
from core.loan.loan import Due, Loan, Standing
from core.loan.plan_rows import dues_of, kept, played_on, receipts_of
from core.loan.product import Product
from core.loan.work import LoanWork

DUE, GRACE, OVERDUE = "DUE", "GRACE", "OVERDUE"
# By which events a state is reached; a loan that was not looked at for days goes through those between.
_WAY = {DUE: "fall_due", GRACE: "grace", OVERDUE: "overdue"}
# A loan in one of these is late already, however it stands with its instalments.
_GRAVER = frozenset({"ACCELERATED", "IN_DISPOSAL"})


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """At the end of a day. events: what leads to the loan's state. since: the oldest unpaid due day, 0: none.

    first_open: the oldest instalment of which something is open, or that is still to come. penalty, compound:
    charged and unpaid, minor units.
    """

    first_open: int
    since: int = 0
    past_due_days: int = 0
    penalty: int = 0
    compound: int = 0
    events: tuple[str, ...] = ()


def lateness_of(work: LoanWork, loan: Loan, product: Product, day: int, standing: Standing) -> Lateness:
    """Reads the instalments that fell due, and plays the plan only where one of them is open."""
    first_open = _first_open(work, loan, day, standing.first_open)
    unpaid = _unpaid(work, loan, day, first_open)
    if not unpaid:
        return Lateness(first_open=first_open)
    played = played_on(work, loan, product, day, receipts_of(work, loan))
    for due, state in zip(work.dues.find(loan_no=loan.loan_no, plan=loan.plan), played.rows, strict=True):
        if (after := kept(due, state)) != due:
            work.dues.put(after)
    return Lateness(
        first_open=first_open,
        since=unpaid[0].due,
        past_due_days=played.past_due_days(date_of(day)),
        penalty=sum(state.open(Component.PENALTY) for state in played.rows),
        compound=sum(state.open(Component.COMPOUND) for state in played.rows),
        events=_way(loan.state, state_on(unpaid[0], product, day)),
    )


def state_on(oldest: Due, product: Product, day: int) -> str:
    """The state that the oldest unpaid instalment makes: due, in its days of grace, or overdue."""
    if day <= oldest.overdue_after:
        return DUE
    grace_ends = date_of(oldest.due) + timedelta(days=product.overdue.grace_days)
    return GRACE if date_of(day) <= grace_ends else OVERDUE


def paid_on_time(work: LoanWork, loan: Loan, day: int) -> int:
    """How many instalments due by then were paid by their days, the newest back to the first that was not.

    None where one of them is open. Only those with days of their own count, and that asked for anything: what
    a new plan asks for at once shows nothing.
    """
    fell_due = [due for due in dues_of(work, loan) if due.due <= day and (due.settled_day or due.open_minor)]
    if any(not due.settled_day for due in fell_due):
        return 0
    count = 0
    for due in reversed(fell_due):
        if due.settled_day > due.overdue_after:
            break
        count += due.since < due.until and due.principal_minor + due.interest_minor + due.fee_minor > 0
    return count


def _first_open(work: LoanWork, loan: Loan, day: int, number: int) -> int:
    """Steps over instalments that ask for nothing, as in a time without interest: nobody ever pays them."""
    while (due := work.dues.get(loan.loan_no, loan.plan, number)) is not None and due.due <= day:
        if due.open_minor and not due.settled_day:
            break
        number += 1
    return number


def _unpaid(work: LoanWork, loan: Loan, day: int, first_open: int) -> Sequence[Due]:
    """The instalments due by then that are open, oldest first."""
    found, number = [], first_open
    while (due := work.dues.get(loan.loan_no, loan.plan, number)) is not None and due.due <= day:
        if due.open_minor and not due.settled_day:
            found.append(due)
        number += 1
    return found


def _way(state: str, target: str) -> tuple[str, ...]:
    if state in _GRAVER:
        return ()
    order = ("ACTIVE", DUE, GRACE, OVERDUE)
    at = order.index(state) if state in order else 0
    skipped = GRACE if target == OVERDUE else ""
    return tuple(_WAY[each] for each in order[at + 1 : order.index(target) + 1] if each != skipped)
