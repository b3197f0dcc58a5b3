"""Goods came into a warehouse 入库."""

from __future__ import annotations

from typing import ClassVar

from core.catalogue.checks import require_moments
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Lots, PartyRef, Photos, WeighTicket


class Inbound(Document, frozen=True, kw_only=True):
    """M13, a fact: aligns with EPCIS receiving and storing, X12 944, UBL ReceiptAdvice.

    inbound_no: the warehouse's number of the slip 入库单号, or the event's id
    event_time: when the goods were in
    warehouse: the site as the warehouse calls it
    lots: at least one; one lot may stand on several lines
    location: bin or zone, where it is one for all lots
    owner: whose goods
    supplier: who brought them
    asn_no: the shipment that announced them
    order_no: the purchase order
    step: the source's word for the step (EPCIS bizStep: receiving, storing), "" where it has none
    vehicle: plate
    keeper: who took them in
    weigh_ticket: weighbridge slip
    photos: of the goods and papers
    """

    TYPE: ClassVar[str] = "wms.inbound.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("inbound_no", "asn_no", "order_no", "vehicle", "lots.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    inbound_no: Key
    event_time: Moment
    warehouse: Key
    lots: Lots
    location: OptionalKey = ""
    owner: PartyRef | None = None
    supplier: PartyRef | None = None
    asn_no: OptionalKey = ""
    order_no: OptionalKey = ""
    step: OptionalKey = ""
    vehicle: OptionalKey = ""
    keeper: Text = ""
    weigh_ticket: WeighTicket | None = None
    photos: Photos = ()

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
