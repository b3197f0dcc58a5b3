"""A pledgee lets goods go 提货通知, and the warehouse answers 回执."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import (
    Wrong,
    require_fraction,
    require_moments,
    require_money_not_negative,
    require_not_negative,
)
from core.catalogue.fields import LINES_MAX, Count, Key, Keys, Moment, OptionalKey, Sha256, Text
from core.catalogue.parts import Amount, Document, Line, LotLine, Measure, PartyRef


class ReleaseLine(Line, frozen=True, kw_only=True):
    """Up to so much of one lot may go.

    lot_no: as the warehouse calls it
    max_quantity: ≥ 0; several outbounds together may take up to it
    sku: number of the article
    """

    lot_no: Key
    max_quantity: Measure
    sku: OptionalKey = ""

    def __post_init__(self) -> None:
        require_not_negative("max_quantity", self.max_quantity)


class ReleaseOrder(Document, frozen=True, kw_only=True):
    """M20, an instruction from the hub: aligns with X12 940.

    order_no: its number
    contract_no: of the pledge
    warehouse: the site as the warehouse calls it
    status: open; or cancelled, under the same order_no with a higher version
    issued_at: when the pledgee signed it
    valid_from: from then, that moment included
    valid_to: until then, that moment excluded
    lots: at least one
    tolerance: fraction by which a weighed outbound may be over (0.003 is 0.3 %); 0 where there is none
    pledgee: who lets go
    version: 1, 2 …; null where there is only one
    max_value: cap in money over all lots, ≥ 0
    picker: who may take them
    vehicles: plates that may; none is any
    code_hash: SHA-256 of the one-time code the picker shows
    """

    TYPE: ClassVar[str] = "wms.release_order.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("order_no", "contract_no", "vehicles", "lots.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("issued_at",)

    order_no: Key
    contract_no: Key
    warehouse: Key
    status: Literal["open", "cancelled"]
    issued_at: Moment
    valid_from: Moment
    valid_to: Moment
    lots: Annotated[tuple[ReleaseLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
    tolerance: Decimal
    pledgee: PartyRef | None = None
    version: Count | None = None
    max_value: Amount | None = None
    picker: Text = ""
    vehicles: Keys = ()
    code_hash: Sha256 | None = None

    def __post_init__(self) -> None:
        require_moments(issued_at=self.issued_at, valid_from=self.valid_from, valid_to=self.valid_to)
        require_fraction("tolerance", self.tolerance)
        require_money_not_negative("max_value", self.max_value)
        if self.valid_to <= self.valid_from:
            raise Wrong(
                f"valid_to {self.valid_to.isoformat()} is not after valid_from {self.valid_from.isoformat()}",
                cause="catalogue.validity_backwards",
                field="valid_to",
            )


class ReleaseReceipt(Document, frozen=True, kw_only=True):
    """M20, a fact from the warehouse: aligns with X12 945.

    receipt_no: its number
    order_no: of the release order it answers
    result: accepted (known, will be served), refused, or released (goods were handed over)
    warehouse: the site as the warehouse calls it
    event_time: when it was answered
    outbound_no: of the slip they left on; the outbound is a document of its own, and it alone moves the stock
    lots: what was handed over
    signer: who signed
    reason: of a refusal
    """

    TYPE: ClassVar[str] = "wms.release_receipt.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("receipt_no", "order_no", "outbound_no", "lots.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    receipt_no: Key
    order_no: Key
    result: Literal["accepted", "refused", "released"]
    warehouse: Key
    event_time: Moment
    outbound_no: OptionalKey = ""
    lots: Annotated[tuple[LotLine, ...], Meta(max_length=LINES_MAX)] = ()
    signer: Text = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
        if self.result == "released" and not (self.lots or self.outbound_no.strip()):
            raise Wrong(
                "a receipt of released goods needs lots or outbound_no",
                cause="catalogue.release_empty",
                field="lots",
            )
