"""The tax office says whether an invoice is one 发票查验."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from core.catalogue.checks import require_moments
from core.catalogue.fields import Count, Key, Moment, OptionalKey
from core.catalogue.parts import Amount, Document, PartyRef


class InvoiceVerification(Document, frozen=True, kw_only=True):
    """M35: a fact from the tax office; pending it is what the hub asks of it.

    Amounts are signed as the face of the invoice says them: those of a red one are below 0.

    request_no: the hub's number of the question, the same at every try
    invoice_no: of the invoice
    result: match 一致, mismatch 不一致, not_found 查无此票, void 作废, red 红冲; too_frequent and
        too_many_today say nothing of the invoice; pending is asked, not answered
    verified_at: when it was said, of pending when it was asked
    source: who says so
    invoice_code: Chinese 发票代码; "" for a fully digital 数电 invoice
    issue_date: of the invoice
    check_code: last 6 of its check code
    amount: before tax, as its face says
    tax, total: likewise
    buyer, seller: likewise
    query_count: how often it was asked for, as the office counts
    """

    TYPE: ClassVar[str] = "invoice.verification.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("request_no", "invoice_no", "invoice_code")
    TIMES: ClassVar[tuple[str, ...]] = ("verified_at",)

    request_no: Key
    invoice_no: Key
    result: Literal[
        "match", "mismatch", "not_found", "void", "red", "too_frequent", "too_many_today", "pending"
    ]
    verified_at: Moment
    source: Key
    invoice_code: OptionalKey = ""
    issue_date: date | None = None
    check_code: OptionalKey = ""
    amount: Amount | None = None
    tax: Amount | None = None
    total: Amount | None = None
    buyer: PartyRef | None = None
    seller: PartyRef | None = None
    query_count: Count | None = None

    def __post_init__(self) -> None:
        require_moments(verified_at=self.verified_at)
