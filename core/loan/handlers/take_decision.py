"""The rules have decided: an application is rated, a draw goes on or ends, what is out is watched."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.loan.deciding import APPLICATION, DRAW, REJECTED, SHUT
from core.loan.factory import product_of
from core.loan.informing import tell_deal
from core.loan.loan import Loan
from core.loan.messages import ReviewAsked
from core.loan.post_asking import SUBJECT as FACILITY
from core.loan.post_taking import take_judgement
from core.loan.records import Application
from core.loan.releasing import end_draw
from core.loan.stepping import Told, business_day_of, stepped
from core.loan.work import LoanWork
from core.risk import Decision, DecisionMade, decided_of

RULES = "rules"


@handles("risk.decided.v1")
def take_decision(message: Message, work: LoanWork) -> list[Message]:
    """Only of what this room waits for: others ask for decisions too."""
    said = message.read(DecisionMade)
    kind, _, number = said.subject.partition("/")
    if kind == DRAW:
        loan = work.loans.get(number)
        waits = loan is not None and loan.decision == said.number and loan.state == "PRE_OCCUPIED"
        return _draw(message, work, loan, said) if loan is not None and waits else []
    if kind == FACILITY:
        return take_judgement(message, work, number, said)
    application = work.applications.get(number) if kind == APPLICATION else None
    waits = (
        application is not None
        and application.decision == said.number
        and application.state == "INVESTIGATING"
    )
    return _rate(message, work, application, said) if application is not None and waits else []


def _draw(message: Message, work: LoanWork, loan: Loan, said: DecisionMade) -> list[Message]:
    day = business_day_of(message)
    loan = replace(loan, verdict=said.verdict)
    work.loans.put(loan)
    if said.verdict in SHUT:
        return end_draw(message, work, loan, Told("cancel", day, RULES, _found(said)))
    product = product_of(work, loan.product, loan.product_version)
    if not product.draw_chain:
        return []
    asked = ReviewAsked(
        number=said.number,
        chain=product.draw_chain,
        subject_kind="draw",
        subject=loan.loan_no,
        maker=loan.maker,
        currency=loan.currency,
        minor=loan.principal_minor,
    )
    return [message.reply("loan.review_asked.v1", key=said.number, body=asked)]


def _rate(message: Message, work: LoanWork, application: Application, said: DecisionMade) -> list[Message]:
    day = business_day_of(message)
    rated = stepped(
        message,
        work,
        application,
        Told("rate", day, RULES, _found(said)),
        verdict=said.verdict,
        grade=_grade(work, said.number),
    )
    if said.verdict == REJECTED:
        rated = stepped(message, work, rated, Told("reject", day, RULES, _found(said)), reason=_found(said))
    return [tell_deal(message, rated, _found(said))]


def _grade(work: LoanWork, number: str) -> str:
    """That of the first scorecard, where the rule set has one."""
    decision: Decision | None = work.decisions.get(number)
    cards = decided_of(decision).cards if decision is not None else ()
    return cards[0].grade if cards else ""


def _found(said: DecisionMade) -> str:
    """The verdict with what it stands on: a rule that was not judged is said, never passed over."""
    failed = f"; failed: {', '.join(said.failed)}" if said.failed else ""
    missing = f"; not judged: {', '.join(said.not_judged)}" if said.not_judged else ""
    return f"{said.rule_set} version {said.version}: {said.verdict}{failed}{missing}"
