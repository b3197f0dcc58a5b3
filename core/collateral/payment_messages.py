"""What who holds a collection account says of money that came for invoices."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.collateral.messages import Name
from core.hub.bodies import internal_body

# Two numbers, of who tells and of what, each as long as numbers may be.
Number = Annotated[str, Meta(min_length=1, max_length=500)]


class CollectedInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """So much of it is for this invoice, in minor units. thing: the receivable's key."""

    thing: Name
    minor: Annotated[int, Meta(ge=0, le=2**53)]


@internal_body("collateral.collection_stated.v1")
class CollectionStated(msgspec.Struct, frozen=True, kw_only=True):
    """Money that came to the account, as it stands now; told again, nothing changes.

    numbers: all that it was told under, an ERP's as PARTNER/NUMBER, a bank's as ACCOUNT#REFERENCE. invoices:
    what it is for, empty where nobody can say; null: as it was told before. pays: false while it has not
    come, and where it went back.
    """

    contract_no: Name
    receipt_no: Number
    numbers: Annotated[tuple[Number, ...], Meta(min_length=1, max_length=1_000)]
    invoices: tuple[CollectedInvoice, ...] | None = None
    pays: bool = True
