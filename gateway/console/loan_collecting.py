"""Steps of collection around the due days of a loan: those that came, each with its message, and the next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from core.hub.ports import Store
from core.kernel.days import date_of, day_number
from core.kernel.ids import message_id
from core.ledger import Entry
from core.loan import COLLECTIONS, Due, Loan, Standing, in_force, steps_due
from gateway.console.loan_reading import told_by_message
from gateway.console.told_by import Told

# The instalment that is looked after now and so many before it; steps that come within this time.
BEFORE, AHEAD_DAYS = 2, 120
TYPE = "loan.collection_due.v1"


class Step(NamedTuple):
    """came: its day was ended. told: the message that said so, where it is found by the day's voucher."""

    day: int
    number: int
    notice: str
    action: str
    times: int
    came: bool
    told: Told | None = None


def steps_of(store: Store, loan: Loan, standing: Standing) -> tuple[Step, ...]:
    """By day; of an instalment that was paid only what came before it was."""
    found: list[Step] = []
    for number in range(max(1, standing.first_open - BEFORE), standing.first_open + 1):
        due = store.get(Due, loan.loan_no, loan.plan, number)
        if due is not None:
            found += _of(store, loan, due, standing.accrued_through)
    return tuple(sorted(found, key=lambda one: (one.day, one.number)))


def _of(store: Store, loan: Loan, due: Due, ended: int) -> list[Step]:
    on = date_of(due.due)
    until = _day_before(date_of(due.settled_day)) if due.settled_day else on + timedelta(days=AHEAD_DAYS)
    found = []
    for each in steps_due(in_force(COLLECTIONS, on), on, date_of(loan.value_day), until):
        day, step = day_number(each.on), each.step
        came = day < ended
        number = f"{step.notice}/{loan.loan_no}/{due.plan}/{due.number}/{step.action}/{step.day}"
        told = _told(store, loan, day, number) if came else None
        found.append(Step(day, due.number, step.notice, step.action, step.times, came, told))
    return found


def _told(store: Store, loan: Loan, day: int, number: str) -> Told | None:
    """It was made by the message that ended the day, which posted that day's voucher of the slice."""
    entry = store.get(Entry, "general", f"day/{day}/{loan.slice}")
    return (
        told_by_message(store, message_id(str(entry.message_id), TYPE, number)) if entry is not None else None
    )


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
