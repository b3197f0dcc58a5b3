"""Goods are announced as sent 发货, and the buyer tells what of them arrived 收货."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import require_moments, require_not_negative, require_one_of
from core.catalogue.fields import LINES_MAX, Count, Key, Keys, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Line, Measure, PartyRef


class ShipmentLine(Line, frozen=True, kw_only=True):
    """So much of one article on the way.

    line_no: as the document numbers it
    sku: the seller's number of the article, where it gives none its GTIN
    buyer_sku: the buyer's number of it
    name: of the goods
    quantity: ≥ 0, as sent; null where the document does not say
    gross_weight, net_weight: ≥ 0
    lot_no: as the seller calls the lot, where all is of one
    lot_nos: of several lots all; how much is of each the document does not say
    packages: pieces of packing
    order_no, order_line_no: of the order it is for
    """

    line_no: Key
    sku: OptionalKey = ""
    buyer_sku: OptionalKey = ""
    name: Text = ""
    quantity: Measure | None = None
    gross_weight: Measure | None = None
    net_weight: Measure | None = None
    lot_no: OptionalKey = ""
    lot_nos: Keys = ()
    packages: Count | None = None
    order_no: OptionalKey = ""
    order_line_no: OptionalKey = ""

    def __post_init__(self) -> None:
        require_not_negative("quantity", self.quantity)
        require_not_negative("gross_weight", self.gross_weight)
        require_not_negative("net_weight", self.net_weight)


class Shipment(Document, frozen=True, kw_only=True):
    """M05, a fact: aligns with UBL DespatchAdvice, EDIFACT DESADV, X12 856.

    asn_no: the seller's number of the advice
    issue_date: of the document
    shipped_at: the moment the goods left, where the source gives one
    ship_date: the day, where it gives only that
    eta: expected arrival
    eta_date: the day, where it gives only that
    order_no: where it is for one order
    seller, buyer, carrier: who
    vehicle: plate or vessel
    ship_from, ship_to: places, as written
    gross_weight, net_weight: ≥ 0, of all of it
    lines: what is on the way
    """

    TYPE: ClassVar[str] = "erp.shipment.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "asn_no",
        "order_no",
        "lines.order_no",
        "vehicle",
        "lines.lot_no",
        "lines.lot_nos",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("shipped_at", "ship_date", "issue_date")

    asn_no: Key
    lines: Annotated[tuple[ShipmentLine, ...], Meta(max_length=LINES_MAX)]
    issue_date: date | None = None
    shipped_at: Moment | None = None
    ship_date: date | None = None
    eta: Moment | None = None
    eta_date: date | None = None
    order_no: OptionalKey = ""
    seller: PartyRef | None = None
    buyer: PartyRef | None = None
    carrier: PartyRef | None = None
    vehicle: OptionalKey = ""
    ship_from: Text = ""
    ship_to: Text = ""
    gross_weight: Measure | None = None
    net_weight: Measure | None = None

    def __post_init__(self) -> None:
        require_not_negative("gross_weight", self.gross_weight)
        require_not_negative("net_weight", self.net_weight)
        require_moments(shipped_at=self.shipped_at, eta=self.eta)
        require_one_of(shipped_at=self.shipped_at, ship_date=self.ship_date, issue_date=self.issue_date)


class ReceiptLine(Line, frozen=True, kw_only=True):
    """So much of one article received.

    line_no: as the document numbers it
    sku: the seller's number of the article, where it gives none its GTIN
    buyer_sku: the buyer's number of it
    name: of the goods
    quantity_received: ≥ 0, all that came; null where the document does not say
    quantity_rejected: ≥ 0, of it sent back or refused
    reason: of a rejection
    lot_no: as the buyer calls the lot, where all is of one
    lot_nos: of several lots all; how much is of each the document does not say
    order_no, order_line_no: of the order it is for
    """

    line_no: Key
    sku: OptionalKey = ""
    buyer_sku: OptionalKey = ""
    name: Text = ""
    quantity_received: Measure | None = None
    quantity_rejected: Measure | None = None
    reason: Text = ""
    lot_no: OptionalKey = ""
    lot_nos: Keys = ()
    order_no: OptionalKey = ""
    order_line_no: OptionalKey = ""

    def __post_init__(self) -> None:
        require_not_negative("quantity_received", self.quantity_received)
        require_not_negative("quantity_rejected", self.quantity_rejected)


class GoodsReceipt(Document, frozen=True, kw_only=True):
    """M06, a fact: aligns with UBL ReceiptAdvice, EDIFACT RECADV, X12 861.

    grn_no: the buyer's number of the receipt
    received_at: the moment, where the source gives one
    receipt_date: the day, where it gives only that
    asn_no: the shipment it answers
    order_no: where it is for one order
    seller, buyer: who
    warehouse: where it came in
    signer: who signed for it
    lines: what came
    """

    TYPE: ClassVar[str] = "erp.goods_receipt.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "grn_no",
        "asn_no",
        "order_no",
        "lines.order_no",
        "lines.lot_no",
        "lines.lot_nos",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("received_at", "receipt_date")

    grn_no: Key
    lines: Annotated[tuple[ReceiptLine, ...], Meta(max_length=LINES_MAX)]
    received_at: Moment | None = None
    receipt_date: date | None = None
    asn_no: OptionalKey = ""
    order_no: OptionalKey = ""
    seller: PartyRef | None = None
    buyer: PartyRef | None = None
    warehouse: OptionalKey = ""
    signer: Text = ""

    def __post_init__(self) -> None:
        require_moments(received_at=self.received_at)
        require_one_of(received_at=self.received_at, receipt_date=self.receipt_date)
