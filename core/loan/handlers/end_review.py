"""Those who decide have decided: an application is approved, rejected or returned, a draw goes on or ends."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.deciding import REJECTED
from core.loan.granting import grant_line
from core.loan.informing import tell_deal
from core.loan.loan import Loan
from core.loan.messages import ReviewEnded
from core.loan.records import Application
from core.loan.releasing import end_draw
from core.loan.stepping import Told, business_day_of, stepped
from core.loan.work import LoanWork

# What becomes of an application by the outcome of its chain.
_EVENTS = {"approved": "approve", "rejected": "reject", "withdrawn": "return", "returned": "return"}


@handles("loan.review_ended.v1")
def end_review(message: Message, work: LoanWork) -> list[Message]:
    """Only of the review that is waited for: one that was overtaken decides nothing."""
    said = message.read(ReviewEnded)
    if said.outcome not in _EVENTS:
        raise Refused(f"{said.outcome!r} is no outcome; {', '.join(_EVENTS)} are", cause="loan.outcome")
    if said.subject_kind == "draw":
        loan = work.loans.get(said.subject)
        waits = loan is not None and loan.decision == said.number and loan.state == "PRE_OCCUPIED"
        return _draw(message, work, loan, said) if loan is not None and waits else []
    application = work.applications.get(said.subject)
    if application is None or application.review != said.number or application.state != "IN_REVIEW":
        return []
    return _application(message, work, application, said)


def _application(
    message: Message, work: LoanWork, application: Application, said: ReviewEnded
) -> list[Message]:
    if said.outcome == "approved" and application.verdict == REJECTED:
        raise Refused(f"the rules rejected {said.subject}; it cannot be approved", cause="loan.rejected")
    day = business_day_of(message)
    told = Told(_EVENTS[said.outcome], day, said.by, said.reason)
    kept = stepped(message, work, application, told, reason=said.reason)
    if said.outcome == "approved":
        grant_line(message, work, kept, day)
    return [tell_deal(message, kept, said.reason)]


def _draw(message: Message, work: LoanWork, loan: Loan, said: ReviewEnded) -> list[Message]:
    day = business_day_of(message)
    if said.outcome != "approved":
        return end_draw(message, work, loan, Told("cancel", day, said.by, f"{said.outcome}: {said.reason}"))
    told = Told("approve", day, said.by, said.reason)
    return [tell_deal(message, stepped(message, work, loan, told, approver=said.by))]
