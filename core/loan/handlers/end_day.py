"""A business day is over: the running loans of one slice accrue, fall due, and are judged, in one voucher."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.ledger import Posting, post_together
from core.loan.day_end import DayEnd
from core.loan.informing import newest
from core.loan.messages import DayEnded
from core.loan.slices import LoanSlice
from core.loan.transitions import TRANSITIONS, Of
from core.loan.work import LoanWork

[_ACCRUE] = [each for each in TRANSITIONS if each.of is Of.LOAN and each.event == "accrue"]
RUNNING = _ACCRUE.sources


@handles("loan.day_ended.v1", touches=lambda message: [(LoanSlice, (message.body.slice,))])
def end_day(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(DayEnded)
    row = work.slices.get(said.slice)
    if row is None or row.ended_day >= said.business_day:
        return []  # The day was ended for this slice before: nothing is earned twice.
    day_end = DayEnd(message, work, said.business_day)
    # All are found first: one that becomes due today must not be found again among those that are.
    running = [loan for state in RUNNING for loan in work.loans.find(slice=said.slice, state=state)]
    for loan in sorted(running, key=lambda each: each.loan_no):
        day_end.end(loan)
    number = f"day/{said.business_day}/{said.slice}"
    post_together(Posting(message, work.ledger), number, day_end.events)
    work.slices.put(replace(row, ended_day=said.business_day))
    return newest(day_end.made)
