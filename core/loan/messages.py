"""What people, the clock and the rooms above tell the loan room, and what it asks of them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.fields import Currency, Key, OptionalKey, Text
from core.hub.bodies import internal_body
from core.loan.product import Product

Day = Annotated[int, Meta(ge=1900_01_01, le=9999_12_31)]
Version = Annotated[int, Meta(ge=1, le=1_000_000)]
Minor = Annotated[int, Meta(ge=0, le=2**53)]
Keys = Annotated[tuple[Key, ...], Meta(max_length=100)]
DAYS_MAX = 4_000


@internal_body("loan.product_published.v1")
class ProductPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a product, the one after the last, approved by another than its maker."""

    product: Product
    version: Version
    from_day: Day
    maker: Key
    approver: Key


@internal_body("loan.product_retired.v1")
class ProductRetired(msgspec.Struct, frozen=True, kw_only=True):
    """No new application takes this version any more; contracts that run keep it."""

    code: Key
    version: Version
    by: Key
    approver: Key
    reason: Text


class SaidDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a calendar that is not as its weekday."""

    day: Day
    works: bool


@internal_body("loan.calendar_published.v1")
class CalendarPublished(msgspec.Struct, frozen=True, kw_only=True):
    """Whole years of a calendar as a notice gives them: `days` are those not as their weekday."""

    calendar: Key
    said_day: Day
    years: Annotated[tuple[Annotated[int, Meta(ge=1900, le=9998)], ...], Meta(max_length=200)]
    days: Annotated[tuple[SaidDay, ...], Meta(max_length=DAYS_MAX)]
    by: Key
    approver: Key


@internal_body("loan.application_acted.v1")
class ApplicationActed(msgspec.Struct, frozen=True, kw_only=True):
    """A person does something to an application as it was seen.

    act: an event of `transitions.py`: accept, ask, investigate, rate, review, return, withdraw, reject,
    expire. second: the other person, where two are needed (the report of an investigation is signed by two).
    items: what is asked for. amount_minor: what is put to the chain, where it is not what was applied for.
    """

    application_no: Key
    version: Version
    act: Key
    by: Key
    second: OptionalKey = ""
    business_day: Day
    reason: Text = ""
    items: Keys = ()
    amount_minor: Minor | None = None
    judged: dict[Key, bool | int | Text | None] = {}


@internal_body("loan.review_asked.v1")
class ReviewAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A chain of approval is to decide about a subject (application or draw)."""

    number: Key
    chain: Key
    subject_kind: Key
    subject: Key
    maker: Key
    currency: Currency
    minor: Minor


@internal_body("loan.review_ended.v1")
class ReviewEnded(msgspec.Struct, frozen=True, kw_only=True):
    """What the chain decided: approved, rejected, withdrawn."""

    number: Key
    subject_kind: Key
    subject: Key
    outcome: Key
    by: Key
    reason: Text = ""


@internal_body("loan.contract_signed.v1")
class ContractSigned(msgspec.Struct, frozen=True, kw_only=True):
    """A facility contract is signed by all of its parties; the terms stand within its product's.

    contract_no: the security contract. account: the collection account; signers: all who signed ("house":
    ourselves). core, buyer, supervisor, funder: whose limits a draw is held against, where the product says
    so. payees: who may be paid beside the core enterprise. own_ppm: our share of what is lent together.
    """

    application_no: Key
    facility_no: Key
    contract_no: Key
    amount_minor: Minor
    rate: Key
    advance_ppm: Annotated[int, Meta(ge=0, le=1_000_000)]
    from_day: Day
    until_day: Day
    business_day: Day
    signers: Keys
    by: Key
    account: OptionalKey = ""
    account_controlled: bool = False
    core: OptionalKey = ""
    buyer: OptionalKey = ""
    supervisor: OptionalKey = ""
    funder: OptionalKey = ""
    payees: Keys = ()
    insurer: OptionalKey = ""
    own_ppm: Annotated[int, Meta(ge=0, le=1_000_000)] = 1_000_000


@internal_body("loan.facility_acted.v1")
class FacilityActed(msgspec.Struct, frozen=True, kw_only=True):
    """A person does something to a facility as it was seen: effect, freeze, unfreeze, expire, terminate.

    conditions: the conditions precedent that are met, by the product's words for them.
    """

    facility_no: Key
    version: Version
    act: Key
    by: Key
    approver: OptionalKey = ""
    business_day: Day
    conditions: Keys = ()
    reason: Text = ""


@internal_body("loan.facility_over.v1")
class FacilityOver(msgspec.Struct, frozen=True, kw_only=True):
    """The clock: on that day the last day of the facility is over."""

    facility_no: Key
    business_day: Day


@internal_body("loan.draw_acted.v1")
class DrawActed(msgspec.Struct, frozen=True, kw_only=True):
    """A person does something to a draw as it was seen: approve, cancel, route, disburse, give_up.

    funder: whom it is routed to, "" is our own money; documents: kinds that are there now.
    """

    loan_no: Key
    version: Version
    act: Key
    by: Key
    business_day: Day
    funder: OptionalKey = ""
    documents: Keys = ()
    reason: Text = ""


@internal_body("loan.acted.v1")
class LoanActed(msgspec.Struct, frozen=True, kw_only=True):
    """A person does something to a running loan as it was seen, and another approves it.

    act: extend, restructure, accelerate, demand_back, file_claim, dispose, write_off, pass_on, close,
    reverse. until_day: of an extension. minor: an amount the act is about. number: of the claim, or of the
    receipt that is recovered.
    """

    loan_no: Key
    version: Version
    act: Key
    by: Key
    approver: Key
    business_day: Day
    until_day: Day | None = None
    minor: Minor | None = None
    number: OptionalKey = ""
    reason: Text = ""


@internal_body("loan.answer_overdue.v1")
class AnswerOverdue(msgspec.Struct, frozen=True, kw_only=True):
    """The clock: a funder did not answer a disbursement in its time; it is in doubt, never sent anew (T9)."""

    loan_no: Key


@internal_body("loan.status_asked.v1")
class StatusAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever was to pay is asked what became of it; nothing is to be paid because of this."""

    loan_no: Key
    idempotency_key: Key
    payer: Key


@internal_body("loan.day_ended.v1")
class DayEnded(msgspec.Struct, frozen=True, kw_only=True):
    """The clock: a business day is over; the loans of one slice accrue, fall due, and are classified."""

    business_day: Day
    slice: Annotated[int, Meta(ge=0, le=9_999)]


@internal_body("loan.debtor_judged.v1")
class DebtorJudged(msgspec.Struct, frozen=True, kw_only=True):
    """A loan of a debtor became bad, is bad no more, or joined others: all of them are judged by it."""

    borrower: Key
    loan_no: Key
    business_day: Day


@internal_body("loan.receipt_acted.v1")
class ReceiptActed(msgspec.Struct, frozen=True, kw_only=True):
    """A person says whose unidentified money it is, has it go back (P11), or takes a receipt back.

    act: identify, return, take_back; same (it is the money of the receipt other) or apart (it is money of its
    own), of what is not booked; another person approves each.
    """

    receipt_no: Key
    act: Key
    by: Key
    approver: Key
    business_day: Day
    loan_no: OptionalKey = ""
    kind: OptionalKey = ""
    other: OptionalKey = ""
    reason: Text = ""
