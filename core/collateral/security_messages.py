"""What people and the loan side tell of securities that are no pledge of goods; every parameter is data."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.catalogue.fields import Moment
from core.catalogue.parts import Amount, PartyRef
from core.collateral.messages import ItemTerms, Name, Ppm
from core.hub.bodies import internal_body

Kind = Literal["receivable", "pledged_receivable", "pool", "receipt", "order", "policy", "prepayment"]
Days = Annotated[int, Meta(ge=0, le=4_000)]


@internal_body("collateral.security_opened.v1")
class SecurityOpened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A security contract comes under watch.

    kind: what secures it. financier: pledgee or factor. provider: pledgor or seller. debtor: the one who
    owes, where there is but one. related: debtors that hang together with the provider and do not count.
    rate_ppm: of the base. gates: what must be open before money, None: what the kind needs.
    ageing_days: an invoice older than that does not count; overdue_days: nor one so long past due.
    cross_ppm: over this share of a debtor's balance too old, all of it is out (1,000,000: never).
    concentration_ppm: one debtor counts for no more than this share of the pool (1,000,000: for all of it).
    dilution_from_ppm: non-cash reductions of twelve months over it come off the rate; dilution_stop_ppm:
    over it nothing is lent. retention_ppm: of each invoice that the debtor keeps for a while.
    verify_days: an invoice not yet financed must have been verified since. price_days, policies: as in
    `ContractOpened`. items: terms of the goods on receipts. initial_ppm: the dealer's own first share of a
    prepayment; release_rule: R1 first margin usable at once, R2 pro rata, R3 first margin last. cure_s: how
    long a call may stand. zone: whose days count.
    """

    contract_no: Name
    kind: Kind
    financier: PartyRef
    provider: PartyRef
    currency: Name
    rate_ppm: Ppm
    opened_at: Moment
    debtor: PartyRef | None = None
    insurer: PartyRef | None = None
    related: tuple[PartyRef, ...] = ()
    gates: tuple[Name, ...] | None = None
    ageing_days: Days = 180
    overdue_days: Days = 60
    cross_ppm: Ppm = 500_000
    concentration_ppm: Ppm = 1_000_000
    dilution_from_ppm: Ppm = 100_000
    dilution_stop_ppm: Ppm = 150_000
    retention_ppm: Ppm = 0
    verify_days: Days = 30
    price_days: Annotated[int, Meta(ge=0, le=30)] = 1
    items: tuple[ItemTerms, ...] = ()
    initial_ppm: Ppm = 300_000
    release_rule: Literal["R1", "R2", "R3"] = "R2"
    policies: tuple[Name, ...] = ()
    cure_s: Annotated[int, Meta(ge=0)] = 5 * 86_400
    zone: Name = "Asia/Shanghai"


@internal_body("collateral.claim_judged.v1")
class ClaimJudged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person has judged who a thing stands for.

    verdict: holder: the contract it stands for keeps it; distinct: two things, not one; given_up: the
    holder lets it go, and the claimant may propose it anew.
    """

    kind: Name
    thing: Name
    verdict: Literal["holder", "distinct", "given_up"]
    approver: str
    reason: str = ""


@internal_body("collateral.reassigned.v1")
class Reassigned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Receivables go back to the seller 反转让; or they leave a pool, paid off or replaced.

    things: keys of the receivables. how: reassigned, released or substituted.
    """

    contract_no: Name
    things: tuple[Name, ...]
    how: Literal["reassigned", "released", "substituted"]
    approver: str
    reason: str = ""


@internal_body("collateral.shortfall.v1")
class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """More is owed on a contract than it secures now."""

    contract_no: str
    exposure: Amount
    base: Amount
    missing: Amount
    because: str


@internal_body("collateral.claim_refused.v1")
class ClaimRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A thing was claimed for a contract and stands for another: this is the answer."""

    contract_no: str
    kind: str
    thing: str
    holder: str
    text: str


@internal_body("collateral.assigned_stated.v1")
class AssignedStated(msgspec.Struct, frozen=True, kw_only=True):
    """Something was told of what is assigned under a contract: who holds lines for it looks again."""

    contract_no: str
