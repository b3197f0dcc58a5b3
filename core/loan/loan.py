"""A loan 借据 from the request for its draw to its end: what it is, how it stands, what is due of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Loan(Record, frozen=True, kw_only=True):
    """One drawdown and the loan it became; money in minor units, days yyyymmdd (0: not yet), rates as text.

    loan_no: the draw's number. version: counts every change. plan: the number of the schedule in force.
    trade_refs: "kind number" a line. slice: which loans the end of a day takes together. funder: "" for our
    own money.
    invoice, reserve: what was bought, and the seller's part of it 尾款. margin: first margin held for it.
    asked: hash of the request. approver: who let it go on. attempt: which try to have it paid out; failed:
    that many came back as failed. doubts: how often its payer was asked what became of it. cash: what is to
    be paid out, on the wanted day. own: what of it is lent on our book. over: nothing is owed by it any more,
    nor ever will be. quota_day: of which day of its funder's quota it took, and of which core's: "DAY CORE".
    """

    TABLE: ClassVar[str] = "loan_loan"
    KEY: ClassVar[tuple[str, ...]] = ("loan_no",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("facility_no", "over"),
        ("facility_no", "state"),
        ("state",),
        ("slice", "state"),
        ("funder_loan_no",),
        ("idempotency_key",),
        ("bank_ref",),
        ("value_day",),
        ("funder", "over"),
    )
    BOOK: ClassVar[bool] = True

    loan_no: str
    version: int
    state: str
    facility_no: str
    contract_no: str
    borrower: str
    product: str
    product_version: int
    currency: str
    principal_minor: int
    rate: str
    term_months: int
    partner: str
    site: str
    slice: int
    requested_at: datetime
    payee: str
    pay_to: str
    maker: str
    asked: str = ""
    trade_refs: str = ""
    decision: str = ""
    verdict: str = ""
    approver: str = ""
    review: str = ""
    funder: str = ""
    idempotency_key: str = ""
    sent_at: datetime | None = None
    attempt: int = 0
    doubts: int = 0
    failed: int = 0
    wanted_day: int = 0
    cash_minor: int = 0
    own_minor: int = 0
    funder_loan_no: str = ""
    bank_ref: str = ""
    value_day: int = 0
    maturity_day: int = 0
    plan: int = 0
    margin_minor: int = 0
    invoice_minor: int = 0
    reserve_minor: int = 0
    over: bool = False
    quota_day: str | None = None


class Standing(Record, frozen=True, kw_only=True):
    """How a loan that was paid out stands: what the sub-ledger must equal, account by account; minor units.

    outstanding: principal. accrued: interest booked as earned since the draw, interest_paid: of it.
    accrued_through: days before it are booked. deferred: interest taken at the draw that is not earned yet.
    penalty, compound: charged and unpaid; they are income when they are paid. suspended: interest that is
    kept off the books. surplus: money of the borrower that pays nothing yet. first_margin: what is still held
    of it. bought: of a receivable without recourse, what the debtor still owes; reserve: the seller's part of
    it 尾款. category: 1 正常 to 5 损失.
    past_due_days: since the oldest unpaid due day. first_open: the oldest instalment that is not settled;
    running: the one whose days run. paid_since: whether anything was paid since it was last classified.
    """

    TABLE: ClassVar[str] = "loan_standing"
    KEY: ClassVar[tuple[str, ...]] = ("loan_no",)
    BOOK: ClassVar[bool] = True

    loan_no: str
    outstanding_minor: int
    accrued_minor: int = 0
    interest_paid_minor: int = 0
    accrued_through: int = 0
    deferred_minor: int = 0
    penalty_minor: int = 0
    compound_minor: int = 0
    suspended_minor: int = 0
    provision_minor: int = 0
    surplus_minor: int = 0
    first_margin_minor: int = 0
    bought_minor: int = 0
    reserve_minor: int = 0
    category: int = 1
    past_due_days: int = 0
    non_accrual: bool = False
    first_open: int = 1
    running: int = 1
    paid_since: bool = False


class PartnerDue(Record, frozen=True, kw_only=True):
    """What is owed to the partner of a loan lent together, in minor units: its part of the money that came.

    owed: to be passed on; below zero, the partner owes it back. passed: what was passed on so far.
    """

    TABLE: ClassVar[str] = "loan_partner_due"
    KEY: ClassVar[tuple[str, ...]] = ("loan_no",)
    BOOK: ClassVar[bool] = True

    loan_no: str
    funder: str
    currency: str
    owed_minor: int = 0
    passed_minor: int = 0


class Watch(Record, frozen=True, kw_only=True):
    """What a loan is watched for beside its overdue days.

    restructured_day: since when it has a plan for somebody who could not pay the old one, 0: it has none.
    debtor_bad_ppm: how much of its debtor's claims is bad, in millionths, where that is too much.
    """

    TABLE: ClassVar[str] = "loan_watch"
    KEY: ClassVar[tuple[str, ...]] = ("loan_no",)
    BOOK: ClassVar[bool] = True

    loan_no: str
    restructured_day: int = 0
    debtor_bad_ppm: int = 0


class Plan(Record, frozen=True, kw_only=True):
    """A schedule that a loan had from a day on; terms: the `Terms` it was made by, in canonical bytes.

    told: the version of the funder's plan that its amounts are, 0: they are ours.
    """

    TABLE: ClassVar[str] = "loan_plan"
    KEY: ClassVar[tuple[str, ...]] = ("loan_no", "plan")
    BOOK: ClassVar[bool] = True

    loan_no: str
    plan: int
    from_day: int
    why: str
    terms: bytes
    told: int = 0


class Due(Record, frozen=True, kw_only=True):
    """One instalment of a loan's schedule and what was paid of it; rows of earlier plans stay as they were.

    since, until: the days whose interest it bears. pay_by: when money may come at the latest. overdue_after:
    unpaid after this day it is late. interest: what is paid with it, prepaid: what was taken at the draw.
    balance: principal left after it; earned_before: interest of all instalments before it. penalty, compound:
    charged so far. settled_day: when nothing of it was open any more.
    """

    TABLE: ClassVar[str] = "loan_due"
    KEY: ClassVar[tuple[str, ...]] = ("loan_no", "plan", "number")
    BOOK: ClassVar[bool] = True

    loan_no: str
    plan: int
    number: int
    since: int
    until: int
    due: int
    pay_by: int
    overdue_after: int
    principal_minor: int
    interest_minor: int
    prepaid_minor: int
    balance_minor: int
    earned_before_minor: int = 0
    fee_minor: int = 0
    penalty_minor: int = 0
    compound_minor: int = 0
    paid_principal_minor: int = 0
    paid_interest_minor: int = 0
    paid_fee_minor: int = 0
    paid_penalty_minor: int = 0
    paid_compound_minor: int = 0
    settled_day: int = 0

    @property
    def open_minor(self) -> int:
        """All that is charged and not paid, principal that is not due yet with it."""
        owed = (
            self.principal_minor
            + self.interest_minor
            + self.fee_minor
            + self.penalty_minor
            + self.compound_minor
        )
        paid = (
            self.paid_principal_minor
            + self.paid_interest_minor
            + self.paid_fee_minor
            + self.paid_penalty_minor
            + self.paid_compound_minor
        )
        return owed - paid


class Receipt(Record, frozen=True, kw_only=True):
    """Money that came in: for which loan, how it was spread, or that nobody knows yet whose it is.

    kind: repayment, collection, buy_back, claim, margin, recovery, surplus, unidentified. parts: how it was
    spread, in canonical bytes. plan: under which schedule. bank_ref: "" until the bank's is known.
    posted: how often it was, a late one before it makes it be posted anew. state:
    applied, unidentified, reversed, returned; of what is not booked advised, in_doubt, same (`same_money`).
    funder, told_no: of what a funder told, who and its number. told_day: the value day that was told, where
    people let it count from another.
    """

    TABLE: ClassVar[str] = "loan_receipt"
    KEY: ClassVar[tuple[str, ...]] = ("receipt_no",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("loan_no",),
        ("state",),
        ("facility_no",),
        ("funder", "value_day"),
        ("funder", "told_no"),
    )
    BOOK: ClassVar[bool] = True

    receipt_no: str
    kind: str
    state: str
    currency: str
    minor: int
    value_day: int
    payer: str
    payer_account: str
    payee_account: str
    bank_ref: str
    message_id: str
    record_time: datetime
    loan_no: str = ""
    facility_no: str = ""
    plan: int = 0
    parts: bytes = b""
    posted: int = 0
    surplus_minor: int = 0
    text: str = ""
    funder: str | None = None
    told_no: str | None = None
    told_day: int | None = None

    @property
    def day_told(self) -> int:
        """The value day by which its tellers know it."""
        return self.told_day or self.value_day
