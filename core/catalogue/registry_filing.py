"""A security interest is filed for all to see, and looked up, at the registry 中登."""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import require_field, require_moments, require_money_not_negative
from core.catalogue.fields import Key, Keys, Moment, OptionalKey, Text
from core.catalogue.finance_parts import LIST_MAX, ReasonsGiven
from core.catalogue.parts import Amount, Document, Part, PartyRef


class FilingHit(Part, frozen=True, kw_only=True):
    """A filing that a query found.

    filing_no: the registry's number of it
    party: who filed it, the secured party
    text: what it says of the property
    date: when it was filed
    property_numbers: of invoices, lots, receipts that it names
    """

    filing_no: Key
    party: PartyRef
    text: Text
    date: datetime.date
    property_numbers: Keys = ()


class RegistryFiling(Document, frozen=True, kw_only=True):
    """M33: a fact from the registry; pending and without a number it is what the hub asks of it.

    kind: what is filed: pledge 质押, transfer 转让, mortgage 抵押, receipt 仓单, prepayment
    op: init, change, extend, cancel; query looks for what others filed
    subject_no: the hub's number of the security contract
    pledgor: whose property it is
    property_text: what is filed; of a query the words looked for
    status: accepted, rejected, or pending (asked, not answered)
    told_at: when it was said
    filing_no: the registry's number; "" before it has one
    request_no: the hub's number of the request, the same at every try
    pledgee: for whom it is filed
    amount: ≥ 0; of the claim
    term_until: until when the filing holds
    certificate_no: of the registry's certificate
    property_numbers: of invoices, lots, receipts that are filed or looked for
    hits: what a query found
    reasons: why it was rejected
    """

    TYPE: ClassVar[str] = "registry.filing.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "subject_no",
        "filing_no",
        "request_no",
        "certificate_no",
        "property_numbers",
        "hits.filing_no",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("told_at",)

    kind: Literal["pledge", "transfer", "mortgage", "receipt", "prepayment"]
    op: Literal["init", "change", "extend", "cancel", "query"]
    subject_no: Key
    pledgor: PartyRef
    property_text: Text
    status: Literal["accepted", "rejected", "pending"]
    told_at: Moment
    filing_no: OptionalKey = ""
    request_no: OptionalKey = ""
    pledgee: PartyRef | None = None
    amount: Amount | None = None
    term_until: datetime.date | None = None
    certificate_no: OptionalKey = ""
    property_numbers: Keys = ()
    hits: Annotated[tuple[FilingHit, ...], Meta(max_length=LIST_MAX)] = ()
    reasons: ReasonsGiven = ()

    def __post_init__(self) -> None:
        require_moments(told_at=self.told_at)
        require_money_not_negative("amount", self.amount)
        if self.op in {"change", "extend", "cancel"}:
            require_field("filing_no", self.filing_no, f"to {self.op} is to {self.op} a filing there is")
        if self.op == "init" and self.status == "accepted":
            require_field("filing_no", self.filing_no, "what is accepted is filed under a number")
