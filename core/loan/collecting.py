"""Who is reminded or called because of a due day: steps as they come, each once, told as messages."""

from __future__ import annotations

import msgspec

from core.hub.bodies import internal_body
from core.hub.message import Message
from core.kernel.days import date_of, day_number
from core.loan.collection import COLLECTIONS, steps_due
from core.loan.dated import in_force
from core.loan.loan import Loan, Standing
from core.loan.work import LoanWork


@internal_body("loan.collection_due.v1")
class CollectionDue(msgspec.Struct, frozen=True, kw_only=True):
    """A step of collection has come: before the due day a reminder 提示付款, after it a demand 催收.

    number: of the notice, in its own series. minor: what is open of the oldest instalment.
    """

    number: str
    loan_no: str
    borrower: str
    notice: str
    action: str
    times: int
    due_day: int
    day: int
    currency: str
    minor: int


def collection_due(
    message: Message, work: LoanWork, loan: Loan, standing: Standing, day: int
) -> list[Message]:
    """The steps of the oldest open instalment that came on this day."""
    due = work.dues.get(loan.loan_no, loan.plan, standing.first_open)
    if due is None or due.settled_day:
        return []
    on = date_of(day)
    yesterday = on.fromordinal(on.toordinal() - 1)
    made = []
    for found in steps_due(in_force(COLLECTIONS, on), date_of(due.due), yesterday, on):
        number = f"{found.step.notice}/{loan.loan_no}/{due.plan}/{due.number}/{found.step.action}"
        body = CollectionDue(
            number=f"{number}/{found.step.day}",
            loan_no=loan.loan_no,
            borrower=loan.borrower,
            notice=found.step.notice,
            action=found.step.action,
            times=found.step.times,
            due_day=due.due,
            day=day_number(found.on),
            currency=loan.currency,
            minor=due.open_minor,
        )
        made.append(message.reply("loan.collection_due.v1", key=body.number, body=body))
    return made
