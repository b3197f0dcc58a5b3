"""A funder tells what became of a drawdown: paid, failed, or not known yet."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from core.catalogue.checks import (
    Wrong,
    require_field,
    require_moments,
    require_money_not_negative,
    require_one_of,
)
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Amount, Document, PartyRef


class FunderDisbursementResult(Document, frozen=True, kw_only=True):
    """M28, a fact: aligns with ISO 20022 pain.002 and camt.054.

    draw_no: the drawdown it answers
    status: paid, failed (finally), or pending (taken, not decided)
    told_at: when the funder said so
    result_no: the funder's number of this answer
    funder: who answers
    funder_loan_no: the funder's number of the loan 借据
    paid_amount: ≥ 0; what was paid, needed of what is paid
    paid_at: when
    value_date: from when interest is counted
    bank_ref: the bank's reference of the payment
    fail_code: why it failed, by the funder's code
    fail_text: in words; what failed needs one of the two
    """

    TYPE: ClassVar[str] = "funder.disbursement_result.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("draw_no", "result_no", "funder_loan_no", "bank_ref")
    TIMES: ClassVar[tuple[str, ...]] = ("told_at",)

    draw_no: Key
    status: Literal["paid", "failed", "pending"]
    told_at: Moment
    result_no: OptionalKey = ""
    funder: PartyRef | None = None
    funder_loan_no: OptionalKey = ""
    paid_amount: Amount | None = None
    paid_at: Moment | None = None
    value_date: date | None = None
    bank_ref: OptionalKey = ""
    fail_code: OptionalKey = ""
    fail_text: Text = ""

    def __post_init__(self) -> None:
        require_moments(told_at=self.told_at, paid_at=self.paid_at)
        require_money_not_negative("paid_amount", self.paid_amount)
        if self.status == "paid":
            require_field("paid_amount", self.paid_amount, "nobody can post a payment of nobody knows what")
        if self.status == "failed":
            require_one_of(fail_code=self.fail_code, fail_text=self.fail_text)
        if self.status != "paid" and self.paid_amount is not None:
            raise Wrong(
                f"paid_amount is {self.paid_amount.amount} {self.paid_amount.currency} and status is "
                f"{self.status}: it was paid or it was not",
                cause="catalogue.contradiction",
                field="paid_amount",
            )
