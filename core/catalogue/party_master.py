"""Who a party is: what a registry, a bank or a core enterprise's ERP keeps of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_decimal, require_moments, require_one_of
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Amount, BankAccount, Document, Line
from core.catalogue.party_roles import Executive, FunderOffer, WarehouseSite

Role = Literal[
    "buyer", "seller", "core", "warehouse", "supervisor", "carrier", "guarantor", "insurer", "funder"
]


class Owner(Line, frozen=True, kw_only=True):
    """Who holds a part of the party, or controls it.

    name: as written
    uscc: of a company, where the source gives it
    share: 0 to 1, the part held; null where the source does not say
    person_no: what tells this person from namesakes, as the source numbers people
    controls: whether this is who controls it in the end 实际控制人
    """

    name: Key
    uscc: OptionalKey = ""
    share: Decimal | None = None
    person_no: OptionalKey = ""
    controls: bool = False

    def __post_init__(self) -> None:
        require_decimal("share", self.share)
        if self.share is not None and not 0 <= self.share <= 1:
            cause = "catalogue.negative" if self.share < 0 else "catalogue.share"
            text = f"share is {self.share}; write it as a part of 1, such as 0.25"
            raise Wrong(text, cause=cause, field="share")


class PartyMaster(Document, frozen=True, kw_only=True):
    """M01, a fact: aligns with UBL Party, ISO 20022 party identification, EDIFACT PARTIN, X12 838.

    uscc: 统一社会信用代码, 18 signs; the parties room checks its check sign
    name: full legal name
    as_of: the moment it is true of, where the source gives one
    as_of_date: the day, where it gives only that
    short_name, legal_rep, phone, address: as registered
    roles: what it is to the house; it may be several
    reg_capital: registered capital, ≥ 0
    established: day of registration
    industry: GB/T 4754
    region: GB/T 2260, 6 digits
    accounts: at banks
    owners: shareholders and who controls it
    status: active, or why it is not
    executives: directors, supervisors and managers
    sites: where a warehouse or supervisor keeps goods
    funding: what a funder offers
    insurer_kinds: what an insurer insures, in the source's words
    """

    TYPE: ClassVar[str] = "party.master.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("uscc", "accounts.number", "owners.uscc")
    TIMES: ClassVar[tuple[str, ...]] = ("as_of", "as_of_date")

    uscc: Key
    name: Key
    as_of: Moment | None = None
    as_of_date: date | None = None
    short_name: Text = ""
    legal_rep: Text = ""
    phone: OptionalKey = ""
    address: Text = ""
    roles: Annotated[tuple[Role, ...], Meta(max_length=9)] = ()
    reg_capital: Amount | None = None
    established: date | None = None
    industry: OptionalKey = ""
    region: OptionalKey = ""
    accounts: Annotated[tuple[BankAccount, ...], Meta(max_length=200)] = ()
    owners: Annotated[tuple[Owner, ...], Meta(max_length=1_000)] = ()
    status: Literal["active", "suspended", "revoked", "cancelled"] | None = None
    executives: Annotated[tuple[Executive, ...], Meta(max_length=500)] = ()
    sites: Annotated[tuple[WarehouseSite, ...], Meta(max_length=1_000)] = ()
    funding: Annotated[tuple[FunderOffer, ...], Meta(max_length=100)] = ()
    insurer_kinds: Annotated[tuple[Key, ...], Meta(max_length=100)] = ()

    def __post_init__(self) -> None:
        require_moments(as_of=self.as_of)
        require_one_of(as_of=self.as_of, as_of_date=self.as_of_date)
        if self.reg_capital is not None and self.reg_capital.amount < 0:
            raise Wrong(
                "registered capital is never below 0", cause="catalogue.negative", field="reg_capital"
            )
