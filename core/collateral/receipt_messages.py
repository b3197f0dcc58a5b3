"""What people say of warehouse receipts: offered for a contract, released from it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.parts import Measure, PartyRef
from core.collateral.messages import Name
from core.hub.bodies import internal_body


class OfferedReceipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One receipt: who made it out, and its number."""

    issuer: PartyRef
    receipt_no: Name


@internal_body("collateral.receipts_offered.v1")
class ReceiptsOffered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Receipts are offered for a contract; each stands for it, or is refused by itself."""

    contract_no: Name
    receipts: Annotated[tuple[OfferedReceipt, ...], Meta(min_length=1, max_length=10_000)]


@internal_body("collateral.receipt_released.v1")
class ReceiptReleased(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person lets a receipt go, or lets so much of its goods be picked."""

    contract_no: Name
    thing: Name
    approver: str
    quantity: Measure | None = None
