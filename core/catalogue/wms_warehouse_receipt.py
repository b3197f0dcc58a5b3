"""A warehouse makes out a receipt for goods 仓单, and what becomes of it from hand to hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_field, require_moments, require_not_negative
from core.catalogue.fields import Key, Keys, Moment, OptionalKey, Text
from core.catalogue.finance_parts import LIST_MAX
from core.catalogue.parts import Document, Measure, Part, PartyRef


class Endorsement(Part, frozen=True, kw_only=True):
    """It went from one holder to the next 背书.

    endorser: from whom
    endorsee: to whom
    at: when
    """

    endorser: PartyRef
    endorsee: PartyRef
    at: Moment

    def __post_init__(self) -> None:
        require_moments(at=self.at)


class WarehouseReceipt(Document, frozen=True, kw_only=True):
    """M21, a fact: aligns with GB/T 30332; each is what the receipt is after `op`.

    receipt_no: its number
    kind: standard 标准仓单 (of an exchange) or ordinary
    op: issued, verified, endorsed, split (this one comes of a larger), merged (of several), cancelled, picked
        (the goods were fetched)
    issuer: the keeper who made it out
    holder: who has the right to the goods now
    warehouse: where they lie
    sku: number of the article
    quantity: ≥ 0
    issued_at: when it was made out
    event_time: when `op` happened; null is when it was made out
    lot_no: of the goods
    name: of the goods, as written
    location: bin or zone
    valid_until: until when the goods may be fetched
    insured: the goods are insured; null where it does not say
    endorsements: all there were, in their order
    parents: receipts it was split or merged from
    root_no: the first it comes from
    pledged_to: who holds it in pledge
    """

    TYPE: ClassVar[str] = "wms.warehouse_receipt.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("receipt_no", "lot_no", "parents", "root_no", "holder.id")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time", "issued_at")

    receipt_no: Key
    kind: Literal["standard", "ordinary"]
    op: Literal["issued", "verified", "endorsed", "split", "merged", "cancelled", "picked"]
    issuer: PartyRef
    holder: PartyRef
    warehouse: Key
    sku: Key
    quantity: Measure
    issued_at: Moment
    event_time: Moment | None = None
    lot_no: OptionalKey = ""
    name: Text = ""
    location: OptionalKey = ""
    valid_until: date | None = None
    insured: bool | None = None
    endorsements: Annotated[tuple[Endorsement, ...], Meta(max_length=LIST_MAX)] = ()
    parents: Keys = ()
    root_no: OptionalKey = ""
    pledged_to: PartyRef | None = None

    def __post_init__(self) -> None:
        require_moments(issued_at=self.issued_at, event_time=self.event_time)
        require_not_negative("quantity", self.quantity)
        if self.op in {"split", "merged"}:
            require_field("parents", self.parents, f"a receipt that was {self.op} comes of another")
        if self.op == "endorsed":
            require_field("endorsements", self.endorsements, "what was endorsed says to whom")
        if self.receipt_no in self.parents:
            raise Wrong(
                f"parents holds {self.receipt_no}, the receipt itself",
                cause="catalogue.own_parent",
                field="parents",
            )
