"""What is told of a prepayment: its margins, notices of delivery, deliveries, the seller's receipt."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.catalogue.fields import Moment
from core.catalogue.parts import Amount
from core.collateral.messages import Name
from core.hub.bodies import internal_body


@internal_body("collateral.margin_stated.v1")
class MarginStated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The loan side says what was paid to the seller, and what margin the dealer has paid in.

    face: price or face of the bill. initial, added: margin at the beginning and since. paid_at: when the
    money or bill left, None before.
    """

    contract_no: Name
    face: Amount
    initial: Amount
    added: Amount
    as_of: Moment
    paid_at: Moment | None = None


@internal_body("collateral.delivery_noticed.v1")
class DeliveryNoticed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person lets the seller deliver goods of this value; refused over what the rule allows."""

    contract_no: Name
    notice_no: Name
    value: Amount
    approver: str


@internal_body("collateral.delivery_told.v1")
class DeliveryTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The seller delivered goods of this value, or confirms that it has the money: a fact."""

    contract_no: Name
    what: Literal["delivered", "money_received"]
    number: Name
    told_at: Moment
    value: Amount | None = None
