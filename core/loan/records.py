"""The rows of the loan room that every step of a deal reads: products, applications, facilities, quotas."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class ProductVersion(Record, frozen=True, kw_only=True):
    """One version of a product; body: the `Product` in canonical bytes, never changed once approved.

    state: draft, approved, retired. from_day: applications of this day and later may use it.
    """

    TABLE: ClassVar[str] = "loan_product"
    KEY: ClassVar[tuple[str, ...]] = ("code", "version")
    BOOK: ClassVar[bool] = True

    code: str
    version: int
    state: str
    from_day: int
    maker: str
    approver: str
    body: bytes
    hash: str


class CalendarDay(Record, frozen=True, kw_only=True):
    """A day, or a whole year (day: yyyy0000), of a calendar, as it was said on a day."""

    TABLE: ClassVar[str] = "loan_calendar_day"
    KEY: ClassVar[tuple[str, ...]] = ("calendar", "day", "said_day")
    BOOK: ClassVar[bool] = True

    calendar: str
    day: int
    said_day: int
    works: bool


class Application(Record, frozen=True, kw_only=True):
    """An application for financing; parties by their unified social credit code.

    version: counts every change, so that nobody acts on what was not seen. revision: of the document.
    body: the document in canonical bytes. missing: kinds of documents still asked for, one a line.
    decision: the number of the risk decision; grade: of the card. review: the number of the chain.
    """

    TABLE: ClassVar[str] = "loan_application"
    KEY: ClassVar[tuple[str, ...]] = ("application_no",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("borrower",), ("state",), ("decision",), ("review",))
    BOOK: ClassVar[bool] = True

    application_no: str
    version: int
    state: str
    revision: int
    product: str
    product_version: int
    borrower: str
    core: str
    currency: str
    amount_minor: int
    partner: str
    site: str
    owner: str
    applied_at: datetime
    body: bytes
    missing: str = ""
    decision: str = ""
    verdict: str = ""
    grade: str = ""
    review: str = ""
    approved_minor: int = 0
    reason: str = ""
    facility_no: str = ""


class Facility(Record, frozen=True, kw_only=True):
    """A facility contract 主合同 and the security contract 从合同 it stands on; money in minor units.

    contract_no: the security contract in collateral. drawn: all that was ever drawn; outstanding: principal
    now; in_flight: asked for and not decided; margin: held for its loans beside their first margin.
    account: the collection account that pays it back. signers: who has signed, payees: who may be paid beside
    the core enterprise, conditions: what is met, each one a line. term_months: of a draw that names none.
    own_ppm: our share of what is lent together. granted: what its lines hold of limits still. insurer: who
    pays what its borrower does not, where the trade is insured.
    """

    TABLE: ClassVar[str] = "loan_facility"
    KEY: ClassVar[tuple[str, ...]] = ("facility_no",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("borrower",),
        ("contract_no",),
        ("account",),
        ("state",),
    )
    BOOK: ClassVar[bool] = True

    facility_no: str
    version: int
    state: str
    application_no: str
    product: str
    product_version: int
    borrower: str
    core: str
    buyer: str
    supervisor: str
    funder: str
    contract_no: str
    currency: str
    amount_minor: int
    rate: str
    advance_ppm: int
    from_day: int
    until_day: int
    account: str
    account_controlled: bool
    signers: str
    conditions: str
    partner: str
    site: str
    payees: str = ""
    term_months: int = 0
    method: str = ""
    own_ppm: int = 1_000_000
    granted_minor: int = 0
    drawn_minor: int = 0
    outstanding_minor: int = 0
    in_flight_minor: int = 0
    margin_minor: int = 0
    frozen_because: str = ""
    insurer: str | None = None


class Quota(Record, frozen=True, kw_only=True):
    """The newest word of a funder about what it lends for a product, to one core's programme or ("") to any.

    funder: the partner who says so. granted: what its line holds because of it. Days yyyymmdd, money in minor
    units; 0 of a day, of months and of a ticket: no bound. daily: what it lends on a day, None: no bound.
    opens, closes: its working hours in its zone, HH:MM. regions: GB/T 2260 codes it lends in, one a line,
    none is all.
    """

    TABLE: ClassVar[str] = "loan_quota"
    KEY: ClassVar[tuple[str, ...]] = ("funder", "product", "core")
    BOOK: ClassVar[bool] = True

    funder: str
    product: str
    core: str
    quota_no: str
    told_at: datetime
    currency: str
    granted_minor: int
    ticket_min_minor: int
    ticket_max_minor: int
    months_min: int
    months_max: int
    from_day: int
    until_day: int
    daily_minor: int | None = None
    opens: str | None = None
    closes: str | None = None
    zone: str | None = None
    regions: str | None = None


class QuotaDay(Record, frozen=True, kw_only=True):
    """What draws have taken of a funder's quota for one day, the day from which they are to count."""

    TABLE: ClassVar[str] = "loan_quota_day"
    KEY: ClassVar[tuple[str, ...]] = ("funder", "product", "day", "core")
    BOOK: ClassVar[bool] = True

    funder: str
    product: str
    day: int
    core: str
    taken_minor: int


class LoanStep(Record, frozen=True, kw_only=True):
    """One step of an application, facility or loan: what it was, what it became, by which message."""

    TABLE: ClassVar[str] = "loan_step"
    KEY: ClassVar[tuple[str, ...]] = ("subject_kind", "subject", "ordinal")
    BOOK: ClassVar[bool] = True

    subject_kind: str
    subject: str
    ordinal: int
    code: str
    event: str
    before: str
    after: str
    business_day: int
    by: str
    text: str
    message_id: str
    record_time: datetime
