"""A bank tells what became of a payment order: taken, refused, on its way, settled."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.bank_parts import Texts
from core.catalogue.checks import require_moments, require_money_not_negative
from core.catalogue.fields import LINES_MAX, Count, Key, Moment, OptionalKey
from core.catalogue.parts import Amount, Document, Line, Part


class StatusReason(Part, frozen=True, kw_only=True):
    """Why.

    code: ISO 20022 reason (AC01, AM04 …), or the bank's own
    texts: in words
    """

    code: OptionalKey = ""
    texts: Texts = ()


class PaymentState(Line, frozen=True, kw_only=True):
    """What became of one payment.

    status: ISO 20022 (ACCP, ACSC, ACSP, ACWC, PDNG, RJCT …); "" where only its reasons are told
    order_no: of the order it was in, where the status is about several orders
    status_ref: the bank's number of this answer
    end_to_end_ref, instruction_ref, payment_ref, uetr: of the payment
    amount: ≥ 0
    accepted_at: when it was taken
    bank_ref: the bank's own reference
    reasons: why
    """

    status: OptionalKey = ""
    order_no: OptionalKey = ""
    status_ref: OptionalKey = ""
    end_to_end_ref: OptionalKey = ""
    instruction_ref: OptionalKey = ""
    payment_ref: OptionalKey = ""
    uetr: OptionalKey = ""
    amount: Amount | None = None
    accepted_at: Moment | None = None
    bank_ref: OptionalKey = ""
    reasons: Annotated[tuple[StatusReason, ...], Meta(max_length=1_000)] = ()

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)
        require_moments(accepted_at=self.accepted_at)


class BatchState(Part, frozen=True, kw_only=True):
    """What became of one batch of an order, or of one of several orders.

    order_no: of the order, where the status is about several
    batch_no: the sender's number of it
    status: ISO 20022 (ACCP, PART, RJCT …); "" where its payments say
    reasons: why
    payments: those that are told one by one
    """

    order_no: OptionalKey = ""
    batch_no: OptionalKey = ""
    status: OptionalKey = ""
    reasons: Annotated[tuple[StatusReason, ...], Meta(max_length=1_000)] = ()
    payments: Annotated[tuple[PaymentState, ...], Meta(max_length=LINES_MAX)] = ()


class PaymentStatus(Document, frozen=True, kw_only=True):
    """M28, a fact: aligns with ISO 20022 pain.002 and pacs.002; what was not told is not known.

    status_no: the bank's number of it
    created_at: when it was told
    order_no: of the order it is about; "" where each payment says
    order_type: the order's message as the bank names it (pain.001.001.09)
    status: of the whole order (ACTC, ACCP, PART, RJCT …)
    count: payments of the order, as the bank counts them
    reasons: why
    batches: what became of its batches and payments
    """

    TYPE: ClassVar[str] = "bank.payment_status.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "status_no",
        "order_no",
        "batches.payments.end_to_end_ref",
        "batches.payments.uetr",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("created_at",)

    status_no: Key
    created_at: Moment
    order_no: OptionalKey = ""
    order_type: OptionalKey = ""
    status: OptionalKey = ""
    count: Count | None = None
    reasons: Annotated[tuple[StatusReason, ...], Meta(max_length=1_000)] = ()
    batches: Annotated[tuple[BatchState, ...], Meta(max_length=LINES_MAX)] = ()

    def __post_init__(self) -> None:
        require_moments(created_at=self.created_at)
