"""A pledgee lets goods go 提货通知, and the warehouse answers 回执."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.parts import (
    LINES_MAX,
    Amount,
    Count,
    Document,
    Key,
    Keys,
    LotLine,
    Measure,
    Moment,
    OptionalKey,
    Part,
    PartyRef,
    Sha256,
    Text,
    Wrong,
    require_decimal,
    require_moments,
    require_not_negative,
)


class ReleaseLine(Part, frozen=True, kw_only=True):
    """Up to so much of one lot may go.

    max_quantity: ≥ 0; several outbounds together may take up to it.
    """

    lot_no: Key
    max_quantity: Measure
    sku: OptionalKey = ""
    extensions: dict[str, str] = {}

    def __post_init__(self) -> None:
        require_not_negative(max_quantity=self.max_quantity)


class ReleaseOrder(Document, frozen=True, kw_only=True):
    """M20 wms.release_order.v1, an instruction (hub to warehouse): aligns with X12 940.

    status: open, or cancelled (of the same order_no, a higher version). version: 0 where there is only one.
    valid_from, valid_to: from and including, up to and excluding. max_value: cap in money over all lots.
    tolerance: fraction by which a weighed outbound may be over the order (0.003 is 0.3 %), 0 where there is none.
    vehicles: plates that may take it; none: any. code_hash: SHA-256 of the one-time code the picker shows.
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
        require_decimal("tolerance", self.tolerance)
        if not 0 <= self.tolerance < 1:
            raise Wrong(
                f"tolerance is {self.tolerance}; it is a fraction from 0 to below 1 (0.003 is 0.3 %)",
                cause="catalogue.not_a_fraction",
            )
        if self.valid_to <= self.valid_from:
            raise Wrong(
                f"valid_to {self.valid_to.isoformat()} is not after valid_from {self.valid_from.isoformat()}",
                cause="catalogue.validity_backwards",
            )


class ReleaseReceipt(Document, frozen=True, kw_only=True):
    """M20 wms.release_receipt.v1, a fact (warehouse to hub): aligns with X12 945.

    result: accepted (the order is known and will be served), refused (with the reason), or released (goods were
    handed over: outbound_no and lots say which; the outbound itself is a document of its own and moves the stock).
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
                "a receipt of released goods needs lots or outbound_no", cause="catalogue.release_empty"
            )
