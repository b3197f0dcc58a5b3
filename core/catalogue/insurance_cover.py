"""An insurer covers a trade: policy, buyer's limit, declared shipment, premium, claim, notice of cover."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from core.catalogue.checks import (
    require_field,
    require_fraction,
    require_moments,
    require_money_not_negative,
    require_order,
)
from core.catalogue.fields import Key, Moment, OptionalKey
from core.catalogue.finance_parts import ReasonsGiven
from core.catalogue.parts import Amount, Document, PartyRef

# What each kind cannot be without.
_NEEDED = {"limit": "limit_no", "shipment": "declare_no", "premium": "premium", "claim": "claim_no"}


class InsuranceCover(Document, frozen=True, kw_only=True):
    """M34: a fact from the insurer; pending it is what the hub asks of it.

    kind: policy 保单, limit 买方限额, shipment 出运申报, premium 保费, claim 理赔, cover_notice 承保通知
    policy_no: of the policy
    insurer: who covers
    insured: who is covered
    status: live, void, ended; of a declaration or claim accepted, rejected, paid; pending is asked, not
        answered
    told_at: when it was said
    limit_no: of the buyer's limit
    buyer: whose not paying is covered
    amount: ≥ 0; sum insured, limit, value shipped, or claimed
    rate: the part that is covered, a fraction
    valid_from, valid_until: the days it holds
    declare_no: of the declaration
    invoice_no: what was shipped
    premium: ≥ 0
    claim_no: of the claim
    paid: ≥ 0; of the claim or the premium
    loss_payee: who is paid for a loss
    reasons: why it was rejected
    request_no: the hub's number of the question it answers, the same at every try
    """

    TYPE: ClassVar[str] = "insurance.cover.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "policy_no",
        "request_no",
        "limit_no",
        "declare_no",
        "claim_no",
        "invoice_no",
        "buyer.id",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("told_at",)

    kind: Literal["policy", "limit", "shipment", "premium", "claim", "cover_notice"]
    policy_no: Key
    insurer: PartyRef
    insured: PartyRef
    status: Literal["live", "void", "ended", "accepted", "rejected", "paid", "pending"]
    told_at: Moment
    limit_no: OptionalKey = ""
    buyer: PartyRef | None = None
    amount: Amount | None = None
    rate: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    declare_no: OptionalKey = ""
    invoice_no: OptionalKey = ""
    premium: Amount | None = None
    claim_no: OptionalKey = ""
    paid: Amount | None = None
    loss_payee: PartyRef | None = None
    reasons: ReasonsGiven = ()
    request_no: OptionalKey = ""

    def __post_init__(self) -> None:
        require_moments(told_at=self.told_at)
        for name in ("amount", "premium", "paid"):
            require_money_not_negative(name, getattr(self, name))
        require_fraction("rate", self.rate)
        require_order(("valid_from", self.valid_from), ("valid_until", self.valid_until))
        field = _NEEDED.get(self.kind)
        # A number is the answer's to give: what is asked has none yet.
        if field and (self.status != "pending" or field == "premium"):
            require_field(field, getattr(self, field), f"a {self.kind} is one of these")
