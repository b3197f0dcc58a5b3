"""What the loan room asks the rules, and what it hands them of its own knowledge."""

from __future__ import annotations

from core.hub.message import Message
from core.kernel.days import date_of
from core.loan.drawing import maturity_of
from core.loan.loan import Loan
from core.loan.modes import Gate
from core.loan.product import Product
from core.loan.records import Application, Facility
from core.loan.telling import facility_exposure
from core.loan.work import LoanWork
from core.risk import DecisionAsked

# With these no money goes out; whatever else was found is shown to whoever approves.
SHUT = frozenset({"reject", "block"})
REJECTED = "reject"

Judged = dict[str, bool | int | str | None]


def ask_draw(message: Message, work: LoanWork, deal: tuple[Product, Facility, Loan]) -> Message:
    """The rules of a draw, with what only this room knows; what nobody tells them they do not judge."""
    product, facility, loan = deal
    ends = maturity_of(loan, date_of(loan.wanted_day))
    inputs: Judged = {
        "payee_is_counterparty": loan.payee in payees_of(product, facility),
        "headroom_minor": facility.amount_minor - facility_exposure(work, facility, product),
        "days_past_facility_end": (ends - date_of(facility.until_day)).days,
        # The gate before this held the first margin: nothing of it is missing.
        "margin_shortfall_minor": 0,
    }
    asked = DecisionAsked(
        number=loan.decision,
        subject=loan.loan_no,
        rule_set=product.rules,
        stage="draw",
        business_day=loan.wanted_day,
        inputs=inputs,
    )
    return message.reply("risk.decision_asked.v1", key=loan.decision, body=asked)


def ask_application(
    message: Message, product: Product, application: Application, day: int, judged: Judged
) -> Message:
    """The rules before a loan 贷前, with what was found by the investigation."""
    asked = DecisionAsked(
        number=application.decision,
        subject=application.application_no,
        rule_set=product.rules,
        stage="pre",
        business_day=day,
        inputs={"product": product.mode.value, **judged},
    )
    return message.reply("risk.decision_asked.v1", key=application.decision, body=asked)


def payees_of(product: Product, facility: Facility) -> list[str]:
    """Whom a draw may pay: counter-parties of the trade; the borrower too, unless the mode excludes it."""
    named = [who for who in (facility.core, *facility.payees.splitlines()) if who]
    return named if Gate.PAYEE in product.money_gates else [facility.borrower, *named]
