"""What people say of orders and agreements: offered, confirmed by the buyer, signed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.catalogue.fields import Moment
from core.catalogue.parts import Amount, PartyRef
from core.collateral.messages import Name
from core.hub.bodies import internal_body


class OfferedOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One order: whose, and the buyer's number of it."""

    buyer: PartyRef
    order_no: Name


@internal_body("collateral.orders_offered.v1")
class OrdersOffered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Orders are offered for a contract; each stands for it, or is refused by itself."""

    contract_no: Name
    orders: Annotated[tuple[OfferedOrder, ...], Meta(min_length=1, max_length=10_000)]


@internal_body("collateral.order_confirmed.v1")
class OrderConfirmed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The buyer's person confirms an order: so much of it, of which so much is paid already."""

    buyer: PartyRef
    order_no: Name
    confirmed: Amount
    by: str
    prepaid: Amount | None = None


@internal_body("collateral.agreement_signed.v1")
class AgreementSigned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agreement on which a gate depends is signed by all it needs.

    agreement: supervision, tripartite (with the seller, and the warehouse), account_control (the buyer pays
    to a controlled account) or claims_assigned (of a policy). ended: it holds no more.
    """

    contract_no: Name
    agreement: Literal["supervision", "tripartite", "account_control", "claims_assigned"]
    signed_at: Moment
    by: str
    evidence: str = ""
    ended: bool = False
