"""What the loan room wants decided by the rules, and what it gives them of its own knowledge."""

from __future__ import annotations

from typing import Literal

from core.hub.message import Message
from core.kernel.days import date_of
from core.loan.drawing import maturity_of
from core.loan.loan import Loan
from core.loan.modes import Gate, Mode
from core.loan.product import Product
from core.loan.records import Application, Facility
from core.loan.telling import facility_exposure
from core.loan.work import LoanWork
from core.risk import DecisionWanted, ThingRef

# With these no money goes out; whatever else was found is shown to whoever approves.
SHUT = frozenset({"reject", "block"})
REJECTED = "reject"
APPLICATION, DRAW = "application", "drawdown"
DRAW_STAGE: Literal["draw"] = "draw"

Judged = dict[str, bool | int | str | None]


def ask_draw(message: Message, work: LoanWork, deal: tuple[Product, Facility, Loan]) -> Message:
    """The rules of a draw 贷中, with what only this room knows; what nobody tells they do not judge."""
    product, facility, loan = deal
    ends = maturity_of(loan, date_of(loan.wanted_day))
    given: Judged = {
        "payee_is_counterparty": loan.payee in payees_of(product, facility),
        # The draw is held already: what the ledger has left would count it twice.
        "headroom_minor": facility.amount_minor - facility_exposure(work, facility, product),
        "days_past_facility_end": (ends - date_of(facility.until_day)).days,
        # The gate before this held the first margin: nothing of it is missing.
        "margin_shortfall_minor": 0,
    }
    roles = {
        "payee": loan.payee,
        "buyer": facility.buyer or facility.core,
        "supervisor": facility.supervisor,
        "funder": facility.funder,
    }
    wanted = DecisionWanted(
        number=loan.decision,
        subject_kind=DRAW,
        subject=loan.loan_no,
        rule_set=product.rules,
        stage=DRAW_STAGE,
        business_day=loan.wanted_day,
        parties=parties_in(product, facility.borrower, facility.core, roles),
        contract_no=loan.contract_no,
        refs=refs_of(loan),
        minor=loan.principal_minor,
        currency=loan.currency,
        given=given,
    )
    return message.reply("risk.decision_wanted.v1", key=loan.decision, body=wanted)


def ask_application(
    message: Message, product: Product, application: Application, day: int, judged: Judged
) -> Message:
    """The rules before a loan 贷前; what the investigation found counts before what the hub holds."""
    wanted = DecisionWanted(
        number=application.decision,
        subject_kind=APPLICATION,
        subject=application.application_no,
        rule_set=product.rules,
        stage="pre",
        business_day=day,
        parties=parties_in(product, application.borrower, application.core, {"buyer": application.core}),
        minor=application.amount_minor,
        currency=application.currency,
        given={"product": product.mode.value, **judged},
    )
    return message.reply("risk.decision_wanted.v1", key=application.decision, body=wanted)


def payees_of(product: Product, facility: Facility) -> list[str]:
    """Whom a draw may pay: counter-parties of the trade; the borrower too, unless the mode excludes it."""
    named = [who for who in (facility.core, *facility.payees.splitlines()) if who]
    return named if Gate.PAYEE in product.money_gates else [facility.borrower, *named]


def parties_in(product: Product, borrower: str, core: str, roles: dict[str, str]) -> dict[str, str]:
    """Who is who in the trade: in a prepayment the borrower buys from the core, else it sells."""
    buys = product.mode is Mode.PREPAYMENT
    said = {"borrower": borrower, "core": core, "seller": core if buys else borrower, **roles}
    if buys:
        said["buyer"] = borrower
    return {role: who for role, who in said.items() if who}


def refs_of(loan: Loan) -> tuple[ThingRef, ...]:
    pairs = [line.split(" ", 1) for line in loan.trade_refs.splitlines()]
    return tuple(ThingRef(kind=kind, number=number) for kind, number in pairs)[:1_000]
