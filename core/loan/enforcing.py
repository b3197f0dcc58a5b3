"""Acts on a loan that goes badly or on: extended, called in, sent back to the seller, its security sold."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from core.hub.bodies import internal_body
from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.acting import Act
from core.loan.loan import Receipt
from core.loan.margin import held_margin, spend_margin
from core.loan.paying import Paying
from core.loan.plan_rows import APPLIED
from core.loan.replanning import due_at_once, extended
from core.loan.telling import state_exposure, state_margin, state_overdue, tell_margin, tell_status
from core.loan.watching import watch_restructured


@internal_body("loan.demanded.v1")
class Demanded(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody else than the borrower is asked to pay: the seller buys back or refunds, the insurer pays.

    kind: buy_back, refund, claim. minor: what is owed on that day.
    """

    kind: str
    loan_no: str
    facility_no: str
    of: str
    currency: str
    minor: int
    day: int
    number: str = ""


def extend(act: Act) -> list[Message]:
    """T27: before it is overdue, by the product's leave; what is owed so far is paid first."""
    if not act.product.extendable:
        raise Refused(f"product {act.product.code} is not extended", cause="loan.extension")
    return _anew(act, "extend")


def restructure(act: Act) -> list[Message]:
    """A new plan for somebody who cannot pay the old one; it is watched for a year afterwards."""
    made = _anew(act, "restructure")
    watch_restructured(act.work, act.standing, act.said.business_day)
    return made


def accelerate(act: Act) -> list[Message]:
    """All of it is due now."""
    loan = act.step("accelerate")
    Paying.of(act.message, act.work, loan).stand_on(act.said.business_day)
    after = due_at_once(act.work, loan, act.said.business_day, act.said.reason or "accelerated")
    act.work.loans.put(after)
    late = state_overdue(act.message, act.work, act.facility.contract_no)
    return [tell_status(act.message, after), *late]


def demand_back(act: Act) -> list[Message]:
    """T28: a seller buys back what it sold, or refunds what it did not deliver."""
    kind = "refund" if act.product.margin is not None else "buy_back"
    loan = act.step("demand_back")
    return [_demand(act, kind, act.facility.borrower if kind == "buy_back" else loan.payee)]


def file_claim(act: Act) -> list[Message]:
    """T29: the facility's insurer is asked; the number is the claim's. What it pays is of kind claim."""
    if not act.said.number:
        raise Refused("a claim is filed under a number", cause="loan.claim")
    if not act.facility.insurer:
        raise Refused(
            f"facility {act.facility.facility_no} names no insurer to file claim {act.said.number} with",
            cause="loan.no_insurer",
        )
    act.step("file_claim")
    return [_demand(act, "claim", act.facility.insurer)]


def dispose(act: Act) -> list[Message]:
    """T30: the cure has lapsed, what secures it is to be sold."""
    told = tell_status(act.message, act.step("dispose"))
    return [told, *state_overdue(act.message, act.work, act.facility.contract_no)]


def apply_margin(act: Act) -> list[Message]:
    """P10: margin pays what is due."""
    minor = act.amount(held_margin(act.work, act.facility.facility_no, act.standing))
    spend_margin(act.work, act.facility.facility_no, act.standing, minor)
    receipt = Receipt(
        receipt_no=f"margin/{act.loan.loan_no}/{act.loan.version}",
        kind="margin_applied",
        state=APPLIED,
        currency=act.loan.currency,
        minor=minor,
        value_day=act.said.business_day,
        payer=act.facility.borrower,
        payer_account="",
        payee_account="",
        bank_ref="",
        message_id=str(act.message.message_id),
        record_time=act.message.record_time,
        loan_no=act.loan.loan_no,
        facility_no=act.facility.facility_no,
    )
    return Paying.of(act.message, act.work, act.loan).take(receipt, act.said.business_day)


def return_margin(act: Act) -> list[Message]:
    """P10: what was not needed goes back."""
    minor = act.amount(held_margin(act.work, act.facility.facility_no, act.standing))
    act.post("margin.refunded", margin=minor)
    act.work.loans.put(replace(act.loan, version=act.loan.version + 1))
    after = spend_margin(act.work, act.facility.facility_no, act.standing, minor)
    return [
        tell_margin(act.message, after),
        *state_margin(act.message, act.work, after),
        *state_exposure(act.message, act.work, after),
    ]


def _anew(act: Act, event: str) -> list[Message]:
    if act.said.until_day is None:
        raise Refused(f"{act.said.act} of {act.loan.loan_no} says no day until when", cause="loan.extension")
    loan = act.step(event)
    Paying.of(act.message, act.work, loan).stand_on(act.said.business_day)
    after = extended(
        act.work, loan, act.said.business_day, act.said.until_day, act.said.reason or act.said.act
    )
    act.work.loans.put(after)
    return [tell_status(act.message, after), *state_overdue(act.message, act.work, act.facility.contract_no)]


def _demand(act: Act, kind: str, of: str) -> Message:
    stands = act.standing
    owed = stands.outstanding_minor + stands.accrued_minor - stands.interest_paid_minor
    owed += stands.suspended_minor + stands.penalty_minor + stands.compound_minor
    body = Demanded(
        kind=kind,
        loan_no=act.loan.loan_no,
        facility_no=act.facility.facility_no,
        of=of,
        currency=act.loan.currency,
        minor=owed,
        day=act.said.business_day,
        number=act.said.number,
    )
    return act.message.reply("loan.demanded.v1", key=f"{kind}/{act.loan.loan_no}", body=body)
